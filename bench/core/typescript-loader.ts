/** Arguments with which Node runs this program's TypeScript in another process. */
export const TYPESCRIPT_LOADER: readonly string[] = [
  '--import',
  new URL('../../scripts/typescript.mjs', import.meta.url).href,
]
