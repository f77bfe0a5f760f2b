import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { type CsvError, parse } from 'csv-parse/sync'
import { ConfigError } from '../../bench/core/config-error.ts'
import { shortened } from '../../bench/core/shortened.ts'
import {
  COLUMNS_MAX,
  type Columns,
  isParameterName,
  NAME_RULE,
  ROWS_MAX,
  VALUE_CHARS_MAX,
} from '../../targets/parameters.ts'
import { fileStats } from './file-stats.ts'

const BYTES_MAX = 100_000_000
/** Mistakes of a file that are shown; further ones are only counted. */
const MISTAKES_MAX = 5

/**
 * Reads the parameters of requests from a CSV file: a heading with their names, then a row for each request. A byte
 * order mark, CRLF and blank lines are allowed. @throws ConfigError with line and rule. It shows no values, which may
 * be secrets.
 */
export async function readParametersFile(path: string, rowsMax = ROWS_MAX): Promise<Columns> {
  const { size } = fileStats(path)
  if (size > BYTES_MAX) throw new ConfigError(`must be at most ${BYTES_MAX} bytes, got ${size}`)
  const bytes = await readFile(path)
  if (!isUtf8(bytes)) throw new ConfigError('must be text in UTF-8')
  const reader = new TableReader(rowsMax)
  try {
    parse(bytes, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        reader.add(cells, lines)
        return null
      },
    })
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError((error as CsvError).message.replace(/^Invalid \w+ Quote: |^Quote Not Closed: /, ''))
  }
  return reader.end()
}

/** Collects the rows of a table by column. */
class TableReader {
  readonly #rowsMax: number
  #names: readonly string[] | undefined
  readonly #columns: string[][] = []
  readonly #mistakes: string[] = []
  #mistakesMore = 0
  #rows = 0

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax
  }

  /** Adds a row that ends in this line. @throws ConfigError for a heading that is none, and for too many rows. */
  add(cells: readonly string[], line: number): void {
    if (this.#names === undefined) {
      this.#names = namesIn(cells, line)
      for (const _ of cells) this.#columns.push([])
      return
    }
    this.#rows += 1
    if (this.#rows > this.#rowsMax) throw new ConfigError(`must have at most ${this.#rowsMax} rows`)
    const rule = this.#ruleBrokenBy(cells)
    if (rule !== undefined) this.#refuse(`line ${line}: ${rule}`)
    else for (let i = 0; i < cells.length; i++) this.#columns[i]!.push(cells[i]!)
  }

  /** Returns the columns. @throws ConfigError with the first lines that are wrong, or when there is no row. */
  end(): Columns {
    if (this.#mistakesMore > 0) this.#mistakes.push(`and ${this.#mistakesMore} more lines that are wrong`)
    if (this.#mistakes.length > 0) throw new ConfigError(this.#mistakes)
    if (this.#rows === 0) throw new ConfigError('must hold a heading and at least one row')
    return Object.fromEntries(this.#names!.map((name, i) => [name, this.#columns[i]!]))
  }

  #ruleBrokenBy(cells: readonly string[]): string | undefined {
    const count = this.#names!.length
    if (cells.length !== count) return `must have ${count} values, as the heading has, got ${cells.length}`
    const long = cells.findIndex((cell) => cell.length > VALUE_CHARS_MAX)
    return long < 0 ? undefined : `${this.#names![long]} must have at most ${VALUE_CHARS_MAX} characters`
  }

  #refuse(mistake: string): void {
    if (this.#mistakes.length === MISTAKES_MAX) this.#mistakesMore += 1
    else this.#mistakes.push(mistake)
  }
}

/** Names in the heading. A file without one begins with values, which are seldom names. */
function namesIn(cells: readonly string[], line: number): readonly string[] {
  const names = cells.map((cell) => cell.trim())
  if (names.length > COLUMNS_MAX) throw new ConfigError(`must have at most ${COLUMNS_MAX} columns, got ${names.length}`)
  const wrong = names.find((name) => !isParameterName(name))
  if (wrong !== undefined) {
    const got = JSON.stringify(shortened(wrong, 40))
    throw new ConfigError(`line ${line}: must be a heading with names between commas: a name ${NAME_RULE}, got ${got}`)
  }
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw new ConfigError(`line ${line}: must have each name once, got ${twice} twice`)
  return names
}
