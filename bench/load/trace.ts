import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { SPAN_MAX_MS } from '../core/fields.ts'
import { shortened } from '../core/shortened.ts'

/** Most arrivals one run can hold. */
export const ARRIVALS_MAX = 10_000_000

/** Larger times are instants of this century, in ms or finer since 1970. */
const EPOCH_MIN_MS = 9e11
/** The same in seconds. */
const EPOCH_MIN_S = 9e8
/** Mistakes of a file that are shown; the others are counted. */
const MISTAKES_MAX = 5

/** Due times in ms, ascending. The first wrong one ends the check: ten million of them are one mistake. */
export const timesSchema = z
  .custom<number[]>(Array.isArray, { error: 'must be a list', abort: true })
  .superRefine((times, context) => {
    if (times.length > ARRIVALS_MAX) {
      const message = `must have at most ${ARRIVALS_MAX} entries, got ${times.length}`
      context.addIssue({ code: 'custom', message })
      return
    }
    const wrong = times.findIndex((timeMs, i) => broken(timeMs, times[i - 1]) !== undefined)
    if (wrong === -1) return
    context.addIssue({ code: 'custom', path: [wrong], message: broken(times[wrong]!, times[wrong - 1])! })
  })

/**
 * Reads the arrivals of a real burst: CSV, one due time in ms per line in the first column, ascending, from 0 or later.
 * A first line that is not a number is a heading; blank lines are passed over. It takes the lines as they come, and
 * keeps 8 bytes of each.
 */
export class TraceParser {
  readonly #times: number[] = []
  readonly #mistakes: string[] = []
  #mistakesMore = 0
  #line = 0
  #hasBegun = false
  #beforeMs: number | undefined

  /**
   * The next lines. @throws ConfigError for more due times than a run can hold, and for times since 1970: then all are
   * wrong alike.
   */
  add(lines: readonly string[]): void {
    for (const line of lines) this.#add(line)
  }

  /**
   * All due times. @throws ConfigError naming the first lines with a value that is no number, negative, too large or
   * smaller than the one before it.
   */
  end(): number[] {
    if (this.#mistakesMore > 0) this.#mistakes.push(`and ${this.#mistakesMore} more lines that are wrong`)
    if (this.#mistakes.length > 0) throw new ConfigError(this.#mistakes)
    if (this.#times.length === 0) throw new ConfigError('must hold at least one due time, got none')
    return this.#times
  }

  #add(line: string): void {
    this.#line += 1
    const cell = firstCell(this.#line === 1 ? line.replace(/^\uFEFF/, '') : line)
    if (cell === undefined) return
    const isFirst = !this.#hasBegun
    this.#hasBegun = true
    const timeMs = cell === '' ? Number.NaN : Number(cell)
    if (isFirst && Number.isNaN(timeMs) && /[a-z_]/i.test(cell) && cell.toLowerCase() !== 'nan') return
    const rule = broken(timeMs, this.#beforeMs)
    if (rule !== undefined) this.#refuse(rule, cell, isEpoch(timeMs))
    else if (this.#times.length === ARRIVALS_MAX) throw new ConfigError(`must hold at most ${ARRIVALS_MAX} due times`)
    else {
      this.#times.push(timeMs)
      this.#beforeMs = timeMs
    }
  }

  #refuse(rule: string, cell: string, isLast: boolean): void {
    if (this.#mistakes.length === MISTAKES_MAX) this.#mistakesMore += 1
    else this.#mistakes.push(`line ${this.#line}: ${rule}, got ${JSON.stringify(shortened(cell, 80))}`)
    if (isLast) throw new ConfigError(this.#mistakes)
  }
}

/** The first cell of a line of CSV, undefined for a blank line. A cell that goes on in the next line is none. */
function firstCell(line: string): string | undefined {
  if (line.includes('"')) {
    try {
      return (parse(line, { relax_column_count: true, trim: true }) as string[][])[0]?.[0]
    } catch {
      return line
    }
  }
  const comma = line.indexOf(',')
  const cell = (comma < 0 ? line : line.slice(0, comma)).trim()
  return comma < 0 && cell === '' ? undefined : cell
}

function isEpoch(timeMs: number): boolean {
  return timeMs >= EPOCH_MIN_S
}

function broken(timeMs: number, beforeMs = 0): string | undefined {
  if (!Number.isFinite(timeMs)) return 'a due time must be a finite number of ms'
  if (timeMs < 0) return 'a due time must be at least 0 ms'
  if (timeMs > SPAN_MAX_MS) {
    return `a due time must be at most ${SPAN_MAX_MS} ms${epochHint(timeMs)}`
  }
  if (timeMs < beforeMs) return `due times must ascend, the one before is ${beforeMs}`
  return undefined
}

function epochHint(timeMs: number): string {
  if (!isEpoch(timeMs)) return ''
  const toMs = timeMs < EPOCH_MIN_MS ? ', and multiply by 1000' : ''
  return ` from the start of the run; this is a time since 1970, so subtract the first one from all${toMs}`
}
