import { ConfigError } from './config-error.ts'
import { errorText } from './error-text.ts'
import { pathText } from './path-text.ts'

/** Levels of lists and objects; a suite has about ten. */
export const DEPTH_MAX = 64
/** Lists, objects and the keys of objects, all together. */
export const PARTS_MAX = 200_000
/** Entries of all lists; a trace within the suite has the most. */
const ENTRIES_MAX = 20_000_000
/** The keys at which a suite may hold a function: `custom(name, create)`, and those of a target. */
const FUNCTION_KEYS: readonly unknown[] = ['create', 'parameters', 'setup', 'call', 'teardown']

/**
 * Copies a configuration from a file, a module or a peer, so that nothing in it can run or loop. The copy has plain
 * objects, lists, texts, numbers and truth values. The only functions in it are a policy's and those of a target.
 * Minus zero becomes zero.
 * @throws ConfigError for anything else, a value that contains itself, and one beyond the limits.
 */
export function plainData(input: unknown): unknown {
  return new Copier().copy(input, [])
}

type Path = readonly (string | number)[]

class Copier {
  #parts = 0
  #entries = 0

  copy(value: unknown, path: Path): unknown {
    switch (typeof value) {
      case 'number':
        return value + 0
      case 'object':
        return value === null ? null : this.#container(value, path)
      case 'function':
        if (FUNCTION_KEYS.includes(path.at(-1))) return value
        throw notPlain(path, 'a function')
      case 'bigint':
      case 'symbol':
        throw notPlain(path, `a ${typeof value}`)
      default:
        return value
    }
  }

  #container(value: object, path: Path): unknown {
    if (path.length >= DEPTH_MAX) {
      throw new ConfigError(`${pathText(path.slice(0, 4))}: must be at most ${DEPTH_MAX} levels deep`)
    }
    this.#countParts(1, path)
    return read(path, () => Array.isArray(value)) ? this.#list(value as unknown[], path) : this.#object(value, path)
  }

  #list(list: readonly unknown[], path: Path): unknown[] {
    const length = read(path, () => list.length)
    this.#countEntries(length, path)
    const copy: unknown[] = []
    for (let i = 0; i < length; i++) {
      const item = read(path, () => list[i])
      copy.push(typeof item === 'number' ? item + 0 : this.copy(item, [...path, i]))
    }
    return copy
  }

  #object(object: object, path: Path): object {
    const prototype: unknown = read(path, () => Object.getPrototypeOf(object))
    if (prototype !== Object.prototype && prototype !== null) {
      throw notPlain(path, `an object of class ${read(path, () => String(object.constructor?.name))}`)
    }
    const keys = read(path, () => Object.keys(object))
    this.#countParts(keys.length, path)
    const copy: Record<string, unknown> = {}
    for (const key of keys) {
      const inner = [...path, key]
      if (key === '__proto__') throw new ConfigError(`${pathText(inner)}: must have another name`)
      copy[key] = this.copy(
        read(inner, () => (object as Record<string, unknown>)[key]),
        inner,
      )
    }
    return copy
  }

  #countParts(parts: number, path: Path): void {
    this.#parts += parts
    if (this.#parts <= PARTS_MAX) return
    throw new ConfigError(`${pathText(path)}: must not bring the suite above ${PARTS_MAX} lists, objects and keys`)
  }

  #countEntries(entries: number, path: Path): void {
    this.#entries += entries
    if (this.#entries <= ENTRIES_MAX) return
    throw new ConfigError(`${pathText(path)}: must not bring the suite above ${ENTRIES_MAX} entries of lists`)
  }
}

function notPlain(path: Path, got: string): ConfigError {
  return new ConfigError(`${pathText(path)}: must be plain data, got ${got}`)
}

/** Reads from a value that may be a getter or a proxy. @throws ConfigError when reading throws. */
function read<T>(path: Path, get: () => T): T {
  try {
    return get()
  } catch (error) {
    throw new ConfigError(`${pathText(path)}: cannot be read: ${errorText(error)}`)
  }
}
