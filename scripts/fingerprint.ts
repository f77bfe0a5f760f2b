import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shortened } from '../bench/core/shortened.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

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

/** Where two configurations differ, as `path: was 3, is 2`. */
export function differences(was: unknown, is: unknown, path = ''): string[] {
  if (isObject(was) && isObject(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    return keys.flatMap((key) =>
      differences(was[key], is[key], Array.isArray(is) ? `${path}[${key}]` : dotted(path, key)),
    )
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [`${path}: was ${shown(was)}, is ${shown(is)}`]
}

/** Functions count by their text. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'function' ? String(part) : part)))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function dotted(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function shown(value: unknown): string {
  return shortened(JSON.stringify(value) ?? 'not there', 60)
}
