import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { SPAN_MAX_MS } from '../core/fields.ts'

/** Most arrivals one run can hold. */
export const ARRIVALS_MAX = 10_000_000

/** Larger times are instants of this century, ms since 1970. */
const EPOCH_MIN_MS = 9e11

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
 * A first line that is not a number is a heading; blank lines are passed over.
 * @throws ConfigError naming the line for a value that is no number, negative or smaller than the one before it.
 */
export function parseTrace(text: string): number[] {
  const rows = parse(text, {
    info: true,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[]
  const times: number[] = []
  for (const [index, { record, info }] of rows.entries()) {
    const cell = record[0]!
    const timeMs = cell === '' ? Number.NaN : Number(cell)
    if (index === 0 && Number.isNaN(timeMs) && /[a-z_]/i.test(cell) && cell.toLowerCase() !== 'nan') continue
    const rule = broken(timeMs, times.at(-1))
    if (rule !== undefined) throw new ConfigError(`line ${info.lines}: ${rule}, got ${JSON.stringify(cell)}`)
    times.push(timeMs)
  }
  if (times.length === 0) throw new ConfigError('must hold at least one due time, got none')
  if (times.length > ARRIVALS_MAX) {
    throw new ConfigError(`must hold at most ${ARRIVALS_MAX} due times, got ${times.length}`)
  }
  return times
}

function broken(timeMs: number, beforeMs = 0): string | undefined {
  if (!Number.isFinite(timeMs)) return 'a due time must be a finite number of ms'
  if (timeMs < 0) return 'a due time must be at least 0 ms'
  if (timeMs > SPAN_MAX_MS) {
    const hint =
      timeMs > EPOCH_MIN_MS ? '; it counts from the start of the run, so subtract the first one from all' : ''
    return `a due time must be at most ${SPAN_MAX_MS} ms${hint}`
  }
  if (timeMs < beforeMs) return `due times must ascend, the one before is ${beforeMs}`
  return undefined
}
