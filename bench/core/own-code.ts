/** Whether this code runs as the TypeScript of a checkout. Otherwise it runs as the JavaScript of the package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts')

/** The folder of package.json. Compiled code stands one folder deeper, in `dist`. */
export const PACKAGE = new URL(IS_CHECKOUT ? '../../' : '../../../', import.meta.url)

/** The program of the package as its user types it. */
const INSTALLED = 'npx stormbench'

/** The program as its user types it. */
export const COMMAND = IS_CHECKOUT ? 'npm run bench --' : INSTALLED

/** A command of a checkout, the text after it, and the blanks before a second column. */
const TYPED = /(npm run (?:bench(?: --)?|(nightly|baseline)(?: --)?))((?:(?!npm run| {3}).)*)( {3,})?/g

/** Returns help with each command as its user types it. The texts have the form of a checkout. */
export function asTyped(help: string): string {
  return IS_CHECKOUT ? help : installedForm(help)
}

/** Returns help of a checkout as that of the package. Second columns stay where they are. */
export function installedForm(help: string): string {
  return help.replace(TYPED, (_, before: string, script = '', rest: string, gap = '') => {
    const typed = `${INSTALLED} ${script}`.trim()
    return typed + rest + (gap === '' ? '' : ' '.repeat(Math.max(2, gap.length + before.length - typed.length)))
  })
}

/** Options of Node that a process or a thread needs to run a module of ours. */
export const NODE_OPTIONS: readonly string[] = IS_CHECKOUT
  ? ['--import', new URL('scripts/typescript.mjs', PACKAGE).href]
  : []

/**
 * Returns the URL of a module of ours that another process or thread runs. `path` is relative to `base` and has no
 * extension, since that is the one of the code that runs.
 */
export function ownModule(path: string, base: string): URL {
  return new URL(`${path}${IS_CHECKOUT ? '.ts' : '.js'}`, base)
}
