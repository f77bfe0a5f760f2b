import { Troubles } from './faults.ts'
import type { Setting } from './model.ts'

/** How many of a process's workers may begin work now: fewer while its capacity is cut, none while it stands still. */
export class Slots {
  readonly #count: number
  readonly #troubles: Troubles

  /** `work` is called when workers come back, so that they are used even when nothing arrives or ends at that moment. */
  constructor(count: number, { faults, clock }: Setting, work: () => void) {
    this.#count = count
    this.#troubles = new Troubles(faults)
    for (const { kind, toMs } of faults) if (kind === 'capacity' || kind === 'pause') clock.at(toMs, work)
  }

  at(nowMs: number): number {
    const { capacityFactor, paused } = this.#troubles.at(nowMs)
    if (paused) return 0
    if (capacityFactor === 1) return this.#count
    return slotsLeft(this.#count, capacityFactor)
  }
}

/** Workers that a cut leaves: a whole number, at least one unless the share is 0. */
export function slotsLeft(count: number, capacityFactor: number): number {
  return Math.max(Math.sign(capacityFactor), Math.round(count * capacityFactor))
}
