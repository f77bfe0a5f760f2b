import type { Clock } from '../../bench/core/clock.ts'
import { type Fault, Troubles, troubleAt } from '../faults.ts'
import type { Setting } from './model.ts'
import { Pauses } from './pauses.ts'

/** A span in which a cut leaves no whole number of workers: each of them works only for this share of the time. */
interface Shift {
  readonly fromMs: number
  readonly toMs: number
  readonly share: number
}

/** The workers of one process: fewer may begin work while its capacity is cut, none while it stands still. */
export class Slots {
  readonly #count: number
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  readonly #shifts: readonly Shift[]
  readonly #clock: Clock
  readonly #work: () => void
  #busy = 0

  /**
   * `work` is called when workers come back, so that they are used even when nothing arrives or ends at that moment.
   */
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

  /** Gives back a worker that was taken at `takenMs`: it is free at once, or after its rest. */
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
   * When a worker that was taken and is done at these instants may begin again. Within a cut it first rests, so that it
   * works for its share of the time: work x (1 / share - 1). The rest ends with the cut.
   */
  #freeMs(takenMs: number, doneMs: number): number {
    const shift = this.#shifts.find(({ fromMs, toMs }) => fromMs <= takenMs && doneMs < toMs)
    if (shift === undefined) return doneMs
    const restMs = this.#pauses.workedMs(takenMs, doneMs) * (1 / shift.share - 1)
    return Math.min(shift.toMs, this.#pauses.endMs(doneMs, restMs))
  }
}

/** Workers that a cut leaves; a number that only binary fractions keep from being whole is whole. */
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
