import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { runTool } from '../cli/tool.ts'
import { type InstallPlan, installPlan } from '../project/install-plan.ts'
import { wayInside } from '../project/way-inside.ts'
import { hasLocalPackages } from './local-packages.ts'

/** A project in a checkout of its repository. */
export interface ProjectPlace {
  /** The folder of the project. */
  readonly project: string
  /** The folder of the checkout. */
  readonly top: string
}

export interface InstallOptions {
  /** Command that installs the packages; undefined when the lock file decides. */
  readonly install: string | undefined
  readonly signal: AbortSignal
}

/**
 * Installs the packages of a project in a fresh checkout, and says how. It shares those of the working tree `own` where
 * they are the same. @throws ConfigError when the lock files do not decide, CannotRunError when the tool failed.
 */
export async function install(place: ProjectPlace, own: ProjectPlace, options: InstallOptions): Promise<string> {
  const plan = installPlan(place.project, place.top, options.install)
  if (plan === undefined) return 'no packages to install'
  const links = linksTo(plan, place, own)
  if (links.length > 0) {
    for (const [from, to] of links) symlinkSync(from, to, 'junction')
    return 'with the node_modules of the working tree'
  }
  await runTool({ command: plan.command, folder: plan.folder, signal: options.signal })
  const line = typeof plan.command === 'string' ? plan.command : plan.command.join(' ')
  return [`installed by \`${line}\``, ...(plan.note === undefined ? [] : [plan.note])].join(', ')
}

/** Which `node_modules` of the working tree stand where in the checkout; none when they would be other packages. */
function linksTo({ folder, decidedBy }: InstallPlan, place: ProjectPlace, own: ProjectPlace): [string, string][] {
  const ofOwn = (path: string) => join(own.top, relative(place.top, path))
  const isSame = decidedBy !== undefined && textOf(decidedBy) === textOf(ofOwn(decidedBy))
  if (!isSame || !existsSync(join(ofOwn(folder), 'node_modules'))) return []
  if (hasLocalPackages(decidedBy, place)) return []
  const folders = [...new Set([folder, place.project])].filter((one) => existsSync(join(ofOwn(one), 'node_modules')))
  // Packages that are in git are those of the commit.
  if (folders.some((one) => existsSync(join(one, 'node_modules')))) return []
  const links = folders.map((one): [string, string] => [join(ofOwn(one), 'node_modules'), join(one, 'node_modules')])
  return links.some(([from]) => holdsOwnCode(from, own.top)) ? [] : links
}

/** Whether packages are links to code of the repository, as those of a workspace are. The checkout has other code. */
function holdsOwnCode(modules: string, top: string): boolean {
  const code = realpathSync(top)
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((one) => join(name, one)) : [name],
  )
  return names.some((name) => {
    try {
      const way = wayInside(code, realpathSync(join(modules, name)))
      return way !== undefined && !way.split(sep).includes('node_modules')
    } catch {
      // A broken link leads nowhere.
      return false
    }
  })
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
