/** A step into a suite: the name of a property, the index of an entry, or `*` for every key. */
export type Key = string | number

/** The steps of a path such as `arms.*.policy[0].retriesMax`. */
export function keysOf(path: string): readonly Key[] {
  return path.replace(/\[(\d+|\*)\]/g, '.$1').split('.')
}

/**
 * Returns a copy with the values at a path replaced. A property replaced by undefined is left out. Parts that the path
 * does not touch are shared with the original. A path that leads nowhere changes nothing.
 */
export function replaceAt(value: unknown, keys: readonly Key[], replace: (old: unknown) => unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return replace(value)
  if (typeof value !== 'object' || value === null) return value
  const isMeant = (name: Key) => key === '*' || String(key) === String(name)
  const within = (name: Key, old: unknown) => (isMeant(name) ? replaceAt(old, rest, replace) : old)
  if (Array.isArray(value)) return value.map((entry, i) => within(i, entry))
  const entries = Object.entries(value).map(([name, old]) => [name, within(name, old)] as const)
  return Object.fromEntries(entries.filter(([, now]) => now !== undefined))
}

/** Returns the values at a path, one for each key that a `*` matches. */
export function valuesAt(value: unknown, path: string): unknown[] {
  const found: unknown[] = []
  replaceAt(value, keysOf(path), (old) => {
    found.push(old)
    return old
  })
  return found
}

/** Returns the paths of all numbers in a value, such as `faults[0].factor`. */
export function numberPaths(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (Array.isArray(value)) return numberPaths(inner, `${path}[${key}]`)
    return numberPaths(inner, path === '' ? key : `${path}.${key}`)
  })
}
