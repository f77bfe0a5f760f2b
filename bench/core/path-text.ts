import { oneLine } from './printable.ts'

/** A place in a configuration as its author would write it: `arms.rpc.policy[1].openMs`; an empty path is `suite`. */
export function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'suite'
  const text = path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
  return oneLine(text.join(''))
}
