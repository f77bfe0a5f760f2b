import type { Clock } from '../../bench/core/clock.ts'
import { type Fault, Troubles, troubleAt } from '../faults.ts'
import type { Setting } from './model.ts'
import { Pauses } from './pauses.ts'

/** A span of a cut that leaves no whole number of workers: each works for this share of the time. */
interface Shift {
  readonly fromMs: number
  readonly toMs: number
  readonly share: number
}

/** The workers of one process. Fewer may begin work during a cut of its capacity, none during a pause. */
export class Slots {
  readonly #count: number
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  readonly #shifts: readonly Shift[]
  readonly #clock: Clock
  readonly #work: () => void
  #busy = 0

  /** Calls `work` at the end of each cut or pause, so that workers are used even if nothing else happens then. */
  constructor(count: number, { faults, clock }: Setting, work: () => void) {
    this.#count = count
    this.#troubles = new Troubles(faults)
    this.#pauses = new Pauses(faults)
    this.#shifts = shiftsOf(count, faults)
    this.#clock = clock
    this.#work = work
    for (const { kind, toMs } of faults) if (kind === 'capacity' || kind === 'pause') clock.at(toMs, work)
  }

  /** Whether a worker may begin now; `nowMs` never goes back. */
  isAnyFree(nowMs: number): boolean {
    return this.#busy < this.#present(nowMs)
  }

  take(): void {
    this.#busy += 1
  }

  /** Returns a worker that was taken at `takenMs`. It is free at once, or after its rest. */
  giveBack(takenMs: number): void {
    const nowMs = this.#clock.nowMs()
    const freeMs = this.#freeMs(takenMs, nowMs)
    if (freeMs === nowMs) {
      this.#busy -= 1
      return
    }
    this.#clock.at(freeMs, () => {
      this.#busy -= 1
      this.#work()
    })
  }

  #present(nowMs: number): number {
    const { capacityFactor, paused } = this.#troubles.at(nowMs)
    if (paused) return 0
    if (capacityFactor === 1) return this.#count
    return Math.ceil(workersLeft(this.#count, capacityFactor))
  }

  /**
   * When a worker may begin again, given when it was taken and when it was done. Within a cut it first rests for
   * work x (1 / share - 1), so that it works for its share of the time. The rest ends with the cut.
   */
  #freeMs(takenMs: number, doneMs: number): number {
    const shift = this.#shifts.find(({ fromMs, toMs }) => fromMs <= takenMs && doneMs < toMs)
    if (shift === undefined) return doneMs
    const restMs = this.#pauses.workedMs(takenMs, doneMs) * (1 / shift.share - 1)
    return Math.min(shift.toMs, this.#pauses.endMs(doneMs, restMs))
  }
}

/** Number of workers that a cut leaves, rounded to a whole number where it differs only by binary rounding. */
function workersLeft(count: number, capacityFactor: number): number {
  const left = count * capacityFactor
  const whole = Math.round(left)
  return whole > 0 && Math.abs(left - whole) < 1e-9 * whole ? whole : left
}

function shiftsOf(count: number, faults: readonly Fault[]): Shift[] {
  const cuts = faults.filter(({ kind }) => kind === 'capacity')
  const changesMs = [...new Set(cuts.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b)
  return changesMs.slice(1).flatMap((toMs, i) => {
    const left = workersLeft(count, troubleAt(cuts, changesMs[i]!).capacityFactor)
    const share = left / Math.ceil(left)
    return share < 1 ? [{ fromMs: changesMs[i]!, toMs, share }] : []
  })
}
