import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** SHA-256 over all code that decides what a simulation gives. */
export function codeHash(): string {
  const hash = createHash('sha256')
  for (const folder of ['bench', 'targets']) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()
    for (const name of names.filter((file) => file.endsWith('.ts') && !/(\.test|testing)\.ts$/.test(file))) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(ROOT, folder, name)))
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
