import type { Measurement } from '../engine/real.ts'
import type { WindowRow } from '../metrics/result.ts'

/**
 * A report of what is new. It has the windows and their latencies from `from` on, and all other parts whole.
 */
export interface Increment {
  /** Counts from 1. */
  readonly n: number
  readonly from: number
  readonly generated: Measurement
}

/** Makes increments of the reports of one run. Their size must not grow with its length. */
export class Increments {
  /** Windows as last reported. */
  readonly #rows: WindowRow[] = []
  #responses = 0
  #reported = 0

  next(generated: Measurement): Increment {
    const { result, responses } = generated
    const { timeline } = result
    // The last reported window went on, and a late request may change one long before.
    const changed = this.#rows.findIndex((row, i) => !isSame(row, timeline[i]!))
    const known = Math.min(Math.max(0, this.#rows.length - 1), this.#responses)
    const from = changed === -1 ? known : Math.min(changed, known)
    this.#rows.length = from
    // Copies, since windows change in place.
    for (const row of timeline.slice(from)) this.#rows.push({ ...row })
    this.#responses = responses.length
    this.#reported += 1
    const own = { ...result, timeline: timeline.slice(from) }
    return { n: this.#reported, from, generated: { ...generated, responses: responses.slice(from), result: own } }
  }
}

/** Returns the whole report after an increment. All earlier increments must have come. */
export function withIncrement(last: Measurement | undefined, { from, generated }: Increment): Measurement {
  const { result } = generated
  const before = last?.result.timeline ?? []
  const timeline = [...before.slice(0, from), ...result.timeline]
  const responses = [...(last?.responses.slice(0, from) ?? []), ...generated.responses]
  return { ...generated, responses, result: { ...result, timeline } }
}

/** Compares two rows without counts by reason, which change only with the other counts. */
function isSame(reported: WindowRow, now: WindowRow): boolean {
  for (const name in reported) {
    const value = reported[name as keyof WindowRow]
    if (typeof value !== 'object' && value !== now[name as keyof WindowRow]) return false
  }
  return true
}
