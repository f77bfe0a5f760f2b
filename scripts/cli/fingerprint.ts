import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IS_CHECKOUT } from '../../bench/core/own-code.ts'
import { slashed } from './slashed.ts'

/** The folder of the code that runs: that of TypeScript in a checkout, of JavaScript in the package. */
const CODE = fileURLToPath(new URL('../..', import.meta.url))
const MODULE = IS_CHECKOUT ? /(?<!\.test|testing)\.ts$/ : /\.js$/

/** SHA-256 over all code that decides what a simulation gives. */
export function codeHash(): string {
  const hash = createHash('sha256')
  for (const folder of ['bench', 'targets']) {
    const names = readdirSync(join(CODE, folder), { recursive: true, encoding: 'utf8' }).map(slashed).sort()
    for (const name of names.filter((file) => MODULE.test(file))) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(CODE, folder, name)))
    }
  }
  return hash.digest('hex')
}

/** Functions count by their text, the due times of a trace by their hash. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part) => {
    if (key === 'timesMs') return createHash('sha256').update(new Float64Array(part)).digest('hex')
    return typeof part === 'function' ? String(part) : part
  })
  return JSON.parse(text)
}
