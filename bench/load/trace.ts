import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { SPAN_MAX_MS } from '../core/fields.ts'
import { shortened } from '../core/shortened.ts'

/** Most arrivals one run can hold. */
export const ARRIVALS_MAX = 10_000_000

/** Larger times are instants since 1970, in ms or finer units. */
const EPOCH_MIN_MS = 9e11
/** The same in seconds. */
const EPOCH_MIN_S = 9e8
/** Mistakes of a file that are shown; further ones are only counted. */
const MISTAKES_MAX = 5

/** Due times in ms, ascending. The check ends at the first mistake, since there may be ten million. */
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
 * Reads the arrivals of a real burst from CSV. The first column has one due time per line, in ms from 0, ascending. A
 * first line that is no number is a heading, and blank lines are skipped. It reads line by line and keeps 8 bytes of
 * each.
 */
export class TraceParser {
  readonly #times: number[] = []
  readonly #mistakes: string[] = []
  #mistakesMore = 0
  #line = 0
  #hasBegun = false
  #beforeMs: number | undefined

  /**
   * Reads the next lines. @throws ConfigError at once for more due times than a run can hold, and for a time since
   * 1970, since all others are wrong in the same way.
   */
  add(lines: readonly string[]): void {
    for (const line of lines) this.#add(line)
  }

  /**
   * Returns all due times. @throws ConfigError naming the first lines whose value is no number, negative, too large or
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
    const field = firstField(this.#line === 1 ? line.replace(/^\uFEFF/, '') : line)
    if (field === undefined) return
    const isFirst = !this.#hasBegun
    this.#hasBegun = true
    const timeMs = field === '' ? Number.NaN : Number(field)
    if (isFirst && Number.isNaN(timeMs) && /[a-z_]/i.test(field) && field.toLowerCase() !== 'nan') return
    const rule = broken(timeMs, this.#beforeMs)
    if (rule !== undefined) this.#refuse(rule, field, isEpoch(timeMs))
    else if (this.#times.length === ARRIVALS_MAX) throw new ConfigError(`must hold at most ${ARRIVALS_MAX} due times`)
    else {
      this.#times.push(timeMs)
      this.#beforeMs = timeMs
    }
  }

  #refuse(rule: string, field: string, isLast: boolean): void {
    if (this.#mistakes.length === MISTAKES_MAX) this.#mistakesMore += 1
    else this.#mistakes.push(`line ${this.#line}: ${rule}, got ${JSON.stringify(shortened(field, 80))}`)
    if (isLast) throw new ConfigError(this.#mistakes)
  }
}

/** First field of a CSV line, undefined for a blank line. It must not span lines. */
function firstField(line: string): string | undefined {
  if (line.includes('"')) {
    try {
      return (parse(line, { relax_column_count: true, trim: true }) as string[][])[0]?.[0]
    } catch {
      return line
    }
  }
  const comma = line.indexOf(',')
  const field = (comma < 0 ? line : line.slice(0, comma)).trim()
  return comma < 0 && field === '' ? undefined : field
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
