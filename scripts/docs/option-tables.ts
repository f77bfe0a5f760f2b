import { kindKeyOf, type OptionRow, optionRows, type TableName } from './option-rows.ts'

/** Renders the options of one part of a suite as a table. */
export function optionTable(table: TableName): string {
  const key = kindKeyOf(table)
  const head = [...(key === undefined ? [] : [key]), 'option', 'type', 'default', 'unit', 'meaning']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const body = merged(optionRows(table)).map(({ kinds, name, type, byDefault, note, unit }) =>
    line([...(key === undefined ? [] : [kinds.map(code).join(', ')]), code(name), type, shown(byDefault), unit, note]),
  )
  return line(head) + line(head.map(() => '---')) + body.join('')
}

/** Puts equal options of several kinds into one row. */
function merged(rows: readonly OptionRow[]): OptionRow[] {
  const byText = new Map<string, OptionRow>()
  for (const row of rows) {
    const { name, type, byDefault, note, unit } = row
    const text = JSON.stringify([name, type, byDefault, note, unit])
    const before = byText.get(text)
    byText.set(text, before === undefined ? row : { ...before, kinds: [...before.kinds, ...row.kinds] })
  }
  return [...byText.values()]
}

/** A required option, a default, or nothing. */
function shown(byDefault: string | undefined): string {
  if (byDefault === undefined) return 'none'
  if (byDefault === 'required') return byDefault
  const spaced = byDefault.replace(/^{"(\w+)":(.*)}$/, '{ $1: $2 }').replaceAll('","', '", "')
  return code(spaced.replaceAll('"', "'"))
}

function code(text: string): string {
  return `\`${text}\``
}
