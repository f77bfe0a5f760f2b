import { draw, STREAM } from '../../bench/core/draw.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Holder = Json[] | { [key: string]: Json }

/** For tests: random numbers that depend only on the seed. */
export class Chance {
  readonly #seed: number
  #drawn = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(draw(this.#seed, STREAM.fault, this.#drawn++, 0) * count)
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}

/** Replacements of a value. */
const VALUES: readonly ((value: Json) => Json)[] = [
  (value) => (typeof value === 'number' ? -value - 1 : -1),
  (value) => (typeof value === 'number' ? value + 1 : 1),
  (value) => (typeof value === 'number' ? value + 0.5 : 0.5),
  () => null,
  () => 1e308,
  () => 2 ** 53,
  () => '',
  () => 'words',
  () => '\u001b[31mred\u202e',
  () => '=cmd()|@here',
  () => true,
  () => [],
  () => ({}),
  (value) => [value],
  () => JSON.parse('{"__proto__":{"x":1},"constructor":1}') as Json,
]

/**
 * For tests: a JSON document with one part changed, removed, added or repeated, or cut or garbled as a text. The
 * description names the change.
 */
export function mutatedJson(text: string, chance: Chance): string {
  if (chance.below(5) === 0) return mutatedText(text, chance)
  const document = JSON.parse(text) as Holder
  const holder = placeIn(document, chance)
  const keys = Object.keys(holder)
  const key = chance.of(keys) ?? '0'
  const object = holder as { [key: string]: Json }
  const how = chance.below(5)
  if (how === 0) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete object[key]
  } else if (how === 1 && Array.isArray(holder) && keys.length > 0) holder.push(structuredClone(object[key]!))
  else if (how === 2 && keys.length > 1) object[key] = structuredClone(object[chance.of(keys)]!)
  else object[key] = chance.of(VALUES)(object[key]!)
  return JSON.stringify(document)
}

/** A text that was cut, or in which some characters are others. */
function mutatedText(text: string, chance: Chance): string {
  const at = chance.below(text.length)
  const how = chance.below(6)
  if (how === 0) return text.slice(0, at)
  if (how === 1) return `${text.slice(0, at)}${text.slice(at + 1 + chance.below(20))}`
  if (how === 2)
    return `${text.slice(0, at)}${chance.of(['"', ',', '\n', '-', '9', '{', '\0', '\ufeff', 'e', '\\'])}${text.slice(at)}`
  if (how === 3) return `\ufeff${text.replaceAll('\n', '\r\n')}`
  if (how === 4) return `${text}${text.slice(at)}`
  return `${text.slice(0, at)}${chance.of(['1e400', '-1', '00', 'null', 'true'])}${text.slice(at + 1)}`
}

/** For tests: a CSV file with a cell or a line changed, removed or repeated. */
export function mutatedCsv(text: string, chance: Chance): string {
  if (chance.below(4) === 0) return mutatedText(text, chance)
  const lines = text.trimEnd().split('\n')
  const at = chance.below(lines.length)
  const cells = lines[at]!.split(',')
  const how = chance.below(5)
  if (how === 0) lines.splice(at, 1)
  else if (how === 1) lines.splice(chance.below(lines.length), 0, lines[at]!)
  else if (how === 2) lines[at] = cells.toSpliced(chance.below(cells.length), 1).join()
  else {
    const cell = chance.below(cells.length)
    cells[cell] = chance.of([
      '-1',
      '1e308',
      '1e16',
      'inf',
      '',
      'nan',
      '0.5',
      '=1+1',
      'x'.repeat(300),
      cells[chance.below(cells.length)]!,
      `-${cells[cell]}`,
      `${cells[cell]}0`,
    ])
    lines[at] = cells.join()
  }
  return `${lines.join('\n')}\n`
}

/** An object or a list somewhere in a document. */
function placeIn(document: Holder, chance: Chance): Holder {
  let holder = document
  for (;;) {
    const inner = Object.values(holder).filter((value): value is Holder => typeof value === 'object' && value !== null)
    if (inner.length === 0 || chance.below(6) === 0) return holder
    holder = chance.of(inner)
  }
}
