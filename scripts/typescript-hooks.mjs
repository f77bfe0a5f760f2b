import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { StrippedCache } from './stripped-cache.mjs'

/** Caches only our code: a user's suite may hold secrets, which must not be written anywhere. */
const OWN = new URL('..', import.meta.url).href
const CACHE = new StrippedCache(fileURLToPath(new URL('node_modules/.cache/stormbench', OWN)))
const OPTIONS = { loader: 'ts', target: 'es2023', sourcemap: 'inline' }
const { version } = createRequire(import.meta.url)('esbuild/package.json')

/**
 * Takes the types out of a module and changes nothing else. Ready-made loaders also record the name of each function
 * whenever one is made, which made a call through the policies six times as slow.
 */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const sourcefile = fileURLToPath(url)
  const text = readFileSync(sourcefile, 'utf8')
  const strip = () => stripped(text, sourcefile)
  const kind = JSON.stringify([version, OPTIONS, sourcefile])
  const source = url.startsWith(OWN) ? await CACHE.codeOf(text, kind, strip) : await strip()
  return { format: 'module', source, shortCircuit: true }
}

/** esbuild starts a process, so it is loaded when it is needed. */
async function stripped(text, sourcefile) {
  const { transform } = await import('esbuild')
  const { code } = await transform(text, { ...OPTIONS, sourcefile })
  return code
}
