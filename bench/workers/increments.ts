import type { Measurement } from '../engine/real.ts'
import type { WindowRow } from '../metrics/result.ts'

/**
 * A report without what was reported before: of windows and their latencies only those from `from` on, all else whole.
 */
export interface Increment {
  /** Counts from 1. */
  readonly n: number
  readonly from: number
  readonly generated: Measurement
}

/** What is new in each of the reports of one run: they must not grow with its length. */
export class Increments {
  /** Windows as they were told. */
  readonly #rows: WindowRow[] = []
  #responses = 0
  #reported = 0

  next(generated: Measurement): Increment {
    const { result, responses } = generated
    const { timeline } = result
    // The last one that was told went on; a request may come late to one long before.
    const changed = this.#rows.findIndex((row, i) => !isSame(row, timeline[i]!))
    const known = Math.min(Math.max(0, this.#rows.length - 1), this.#responses)
    const from = changed === -1 ? known : Math.min(changed, known)
    this.#rows.length = from
    // Copies: a window goes on changing where it is.
    for (const row of timeline.slice(from)) this.#rows.push({ ...row })
    this.#responses = responses.length
    this.#reported += 1
    const own = { ...result, timeline: timeline.slice(from) }
    return { n: this.#reported, from, generated: { ...generated, responses: responses.slice(from), result: own } }
  }
}

/** The whole report after an increment: all before it must have come. */
export function withIncrement(last: Measurement | undefined, { from, generated }: Increment): Measurement {
  const { result } = generated
  const before = last?.result.timeline ?? []
  const timeline = [...before.slice(0, from), ...result.timeline]
  const responses = [...(last?.responses.slice(0, from) ?? []), ...generated.responses]
  return { ...generated, responses, result: { ...result, timeline } }
}

/** Counts by reason change only with the counts beside them. */
function isSame(told: WindowRow, now: WindowRow): boolean {
  for (const name in told) {
    const value = told[name as keyof WindowRow]
    if (typeof value !== 'object' && value !== now[name as keyof WindowRow]) return false
  }
  return true
}
