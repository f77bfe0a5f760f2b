import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse } from 'yaml'
import { ConfigError } from '../../bench/core/config-error.ts'
import { isRecord } from '../../bench/core/record.ts'
import { readText } from '../../reports/files/text-file.ts'
import { slashed } from '../cli/slashed.ts'
import { above } from './above.ts'
import { codeSuites } from './init-code.ts'
import type { InitFormat } from './init-format.ts'
import { githubWorkflow } from './init-workflow.ts'
import { yamlSuites } from './init-yaml.ts'
import { parsed, withScript } from './package-script.ts'
import type { Project } from './project.ts'
import { userProgram } from './user-program.ts'
import { isBelow } from './way-inside.ts'
import type { PlannedFile } from './write-all.ts'

/** Names of the suites that `init` writes. */
export const INIT_SUITES = ['retries', 'service'] as const
/** The suite to run first. */
export const FIRST_SUITE = INIT_SUITES[0]

/** A file of `init`. */
interface InitFile extends PlannedFile {
  /** The part that is added to a file that may be there. */
  readonly added?: string
}

/** The files of `init`, and remarks on what it leaves alone. */
export interface InitPlan {
  readonly files: readonly InitFile[]
  /** The file of the suite to run first; undefined when no suites are written. */
  readonly first: string | undefined
  readonly notes: readonly string[]
}

/** Name of the script that `init` adds to package.json. */
const SCRIPT = 'bench'

/** Options of `init`. */
export interface InitOptions {
  /** That of the project when undefined. */
  readonly format: InitFormat | undefined
  /** Where a workflow is to run; none when undefined. */
  readonly ci: 'github' | undefined
}

/**
 * Plans the files of `init` in a project. Nothing is written. `withSuites`: whether suites are among them.
 * @throws ConfigError when package.json cannot be read.
 */
export function initPlan(project: Project, { format: asked, ci }: InitOptions, withSuites: boolean): InitPlan {
  const { root } = project
  const content = packageIn(root)
  const format = asked ?? (usesTypeScript(root, content) ? 'ts' : content === undefined ? 'yaml' : 'js')
  const suites = withSuites ? suiteFiles(root, format, content?.type === 'module') : []
  const workflows = ci === undefined ? [] : [githubWorkflow(root)]
  const edits = [packageEdit(root), ignoreEdit(project)]
  return {
    files: [...suites, ...workflows, ...edits.filter((edit) => typeof edit === 'object')],
    first: suites[0]?.path,
    notes: edits.filter((edit) => typeof edit === 'string'),
  }
}

/** The content of package.json; undefined without one. @throws ConfigError when it is no JSON object. */
function packageIn(root: string): Record<string, unknown> | undefined {
  const path = join(root, 'package.json')
  const text = readText(path)
  if (text === undefined) return undefined
  const content = parsed(text)
  if (content === undefined) throw new ConfigError(`${path}: must be a JSON object`)
  return content
}

function usesTypeScript(root: string, content: Record<string, unknown> | undefined): boolean {
  const packages = [content?.devDependencies, content?.dependencies].filter(isRecord)
  return existsSync(join(root, 'tsconfig.json')) || packages.some((names) => 'typescript' in names)
}

function suiteFiles(root: string, format: InitFormat, isModule: boolean): InitFile[] {
  const folder = join(root, 'bench')
  const run = userProgram(root)
  // Without "type": "module" the endings .ts and .js mean CommonJS, to which `export default` is foreign.
  const ending = { yaml: 'yaml', json: 'json', ts: isModule ? 'ts' : 'mts', js: isModule ? 'js' : 'mjs' }[format]
  const schema = slashed(relative(folder, above(root, SCHEMA) ?? join(root, SCHEMA)))
  const texts = format === 'ts' || format === 'js' ? codeSuites(run) : yamlSuites(run, schema)
  return INIT_SUITES.map((name) => ({
    path: join(folder, `${name}.suite.${ending}`),
    text:
      format === 'json' ? `${JSON.stringify({ $schema: schema, ...parse(texts[name]) }, undefined, 2)}\n` : texts[name],
  }))
}

/** The schema of suites in the installed package. */
const SCHEMA = join('node_modules', 'stormbench', 'schema', 'suite.json')

function packageEdit(root: string): InitFile | string {
  const path = join(root, 'package.json')
  const before = readText(path)
  if (before === undefined) return 'there is no package.json, so no script was added'
  const { scripts } = parsed(before) ?? {}
  if (isRecord(scripts) && SCRIPT in scripts) return `package.json has a script named ${SCRIPT}, which stays as it is`
  const text = withScript(before, SCRIPT, 'stormbench')
  if (text === undefined) return `package.json was not changed; add the script "${SCRIPT}": "stormbench"`
  return { path, before, text, added: `script ${SCRIPT}` }
}

/** Results do not belong in git. */
function ignoreEdit({ root, results }: Project): InitFile | string {
  if (!isBelow(results, root)) return 'the results lie outside of the project, so .gitignore stays as it is'
  const line = `${slashed(relative(root, results))}/`
  const path = join(root, '.gitignore')
  const before = readText(path)
  if (before === undefined) {
    const lines = existsSync(join(root, 'package.json')) ? ['node_modules/', line] : [line]
    return { path, text: lines.map((one) => `${one}\n`).join(''), added: lines.join(', ') }
  }
  const isIgnored = before.split(/\r?\n/).some((one) => one.trim().replace(/^\//, '').replace(/\/?$/, '/') === line)
  if (isIgnored) return `.gitignore has ${line} already`
  const newline = before.includes('\r\n') ? '\r\n' : '\n'
  const whole = before === '' || before.endsWith('\n') ? before : before + newline
  return { path, before, text: `${whole}${line}${newline}`, added: line }
}
