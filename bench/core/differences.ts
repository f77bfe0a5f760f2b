import { shortened } from './shortened.ts'

/** Lists where two configurations differ, each as `path: was 3, is 2`. */
export function differences(was: unknown, is: unknown, path = ''): string[] {
  if (isObject(was) && isObject(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    return keys.flatMap((key) =>
      differences(was[key], is[key], Array.isArray(is) ? `${path}[${key}]` : dotted(path, key)),
    )
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [`${path}: was ${shown(was)}, is ${shown(is)}`]
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
