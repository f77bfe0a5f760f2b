import { CsvError, parse } from 'csv-parse/sync'
import { ConfigError } from '../../bench/core/config-error.ts'
import { textOfCell } from '../safe-text.ts'

/** Reads a cell. @throws Error with the rule it breaks. */
export type ReadCell = (cell: string) => unknown

/** The reader of each column's cells, by the name of the column. */
export type RowRules = Readonly<Record<string, ReadCell>>

/** A row of a file by its columns. */
export type RowOf<Rules extends RowRules> = { readonly [Column in keyof Rules]: ReturnType<Rules[Column]> }

/** Messages for one file, at most. */
const MESSAGES_MAX = 20

/** A mistake in one of the rows that were read. */
export interface RowMistake {
  readonly index: number
  readonly message: string
}

/**
 * Reads a CSV file that has exactly these columns. When each row is right by itself, `mistakesIn` checks the rows
 * together.
 * @throws ConfigError naming file, line, column, rule and value for everything that is wrong (the first twenty).
 */
export function readCsv<Rules extends RowRules>(
  rules: Rules,
  text: string,
  file: string,
  mistakesIn: (rows: readonly RowOf<Rules>[]) => readonly RowMistake[] = () => [],
): RowOf<Rules>[] {
  const columns = Object.keys(rules)
  const [heading, ...lines] = linesOf(text, file)
  if (heading === undefined || heading.cells.join() !== columns.join()) {
    throw new ConfigError(
      `${file}: line 1: must be the heading ${columns.join()}, got ${JSON.stringify(heading?.cells.join() ?? '')}`,
    )
  }
  const mistakes: string[] = []
  const rows = lines.map(({ cells, line }) => {
    if (cells.length !== columns.length) {
      mistakes.push(`${file}: line ${line}: must have ${columns.length} cells, got ${cells.length}`)
    }
    return Object.fromEntries(
      columns.map((column, i) => {
        const cell = cells[i] ?? ''
        try {
          return [column, rules[column]!(cell)]
        } catch (error) {
          if (cells.length === columns.length) {
            mistakes.push(
              `${file}: line ${line}: ${column}: ${(error as Error).message}, got ${JSON.stringify(cell.slice(0, 80))}`,
            )
          }
          return [column, undefined]
        }
      }),
    )
  })
  if (mistakes.length === 0) {
    for (const { index, message } of mistakesIn(rows as RowOf<Rules>[]))
      mistakes.push(`${file}: line ${lines[index]!.line}: ${message}`)
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes.slice(0, MESSAGES_MAX))
  return rows as RowOf<Rules>[]
}

function linesOf(text: string, file: string): { readonly cells: string[]; readonly line: number }[] {
  try {
    const records = parse(text, {
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records.map(({ record, info }) => ({ cells: record.map(textOfCell), line: info.lines }))
  } catch (error) {
    if (error instanceof CsvError) throw new ConfigError(`${file}: must be CSV, got: ${error.message}`)
    throw error
  }
}
