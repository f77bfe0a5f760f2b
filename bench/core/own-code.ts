/** Whether this code runs as the TypeScript of a checkout. Otherwise it runs as the JavaScript of the package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts')

/** The folder of package.json. Compiled code stands one folder deeper, in `dist`. */
export const PACKAGE = new URL(IS_CHECKOUT ? '../../' : '../../../', import.meta.url)

/** The program as its user types it. */
export const COMMAND = IS_CHECKOUT ? 'npm run bench --' : 'npx stormbench'

/** Returns help with each command as its user types it. The texts have the form of a checkout. */
export function asTyped(help: string): string {
  return IS_CHECKOUT ? help : help.replace(/npm run (?:bench(?: --)?|(nightly|baseline)(?: --)?)/g, typedForm)
}

function typedForm(_: string, script = ''): string {
  return `${COMMAND} ${script}`.trim()
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
