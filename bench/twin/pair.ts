import { warmUpEndMs } from '../core/phase.ts'
import { loadDurationMs, phasesOf } from '../load/load.ts'
import type { Cell } from '../suite.ts'
import type { Evidence, JudgedSecond } from '../verdict/evidence.ts'
import { type Memory, memoryOf } from './memory.ts'
import { Side } from './side.ts'
import { extraArrivals, triggerSpan } from './trigger.ts'

/** Seconds in which all ended as in the twin until the run counts as its twin again. */
const SAME_S = 5

/** State of both sides at the end of a second. */
interface Moment {
  readonly open: number
  readonly twinOpen: number
  readonly breakersOpen: number
  readonly isSame: boolean
}

/**
 * A run of a cell in virtual time and beside it its twin: the same seed without the trigger. Chance is drawn by identity, so both meet the same
 * arrivals, service times and failures, and what differs is what the trigger did. Where nothing can be taken away there is no twin.
 */
export class Pair {
  readonly #cell: Cell
  readonly #horizonS: number
  readonly #run: Side
  readonly #twin: Side | undefined
  readonly #trigger: { readonly fromMs: number; readonly toMs: number }
  readonly #memory: Memory
  readonly #redrive: Evidence['redrive']
  /** Same seconds after which no timer can make a difference any more. */
  readonly #sameNeededS: number
  readonly #moments: Moment[] = []
  #sameS = 0
  /** Requests before this one ended in both before the second that is looked at. */
  #firstOpen = 0

  /** `horizonS`: whoever is still down so long after the trigger has collapsed. @throws ConfigError when the cell cannot be simulated. */
  constructor(cell: Cell, seed: number, horizonS: number) {
    this.#cell = cell
    this.#horizonS = horizonS
    const extra = extraArrivals(cell, seed)
    this.#trigger = triggerSpan(cell)!
    this.#memory = memoryOf(cell)
    const redrive = cell.armSpec.style === 'queue' ? cell.armSpec.redrive : undefined
    this.#redrive = redrive && { atMs: redrive.atMs, ratePerSecond: redrive.ratePerSecond ?? null }
    const { timers, knownAfterMs } = this.#memory
    this.#sameNeededS = SAME_S + Math.ceil(Math.max(timers[0]?.ms ?? 0, knownAfterMs) / 1000)
    this.#run = new Side(cell, seed)
    this.#twin =
      cell.faults.length === 0 && extra === undefined ? undefined : new Side({ ...cell, faults: [] }, seed, extra)
  }

  /** Seconds that have been simulated. */
  get seconds(): number {
    return this.#moments.length
  }

  /** Requests planned so far. */
  get requests(): number {
    return this.#run.plannedMs.length
  }

  /** First whole second after the trigger. */
  get t0(): number {
    return Math.ceil(this.#trigger.toMs / 1000)
  }

  /** Whether the run is its twin again for good: all requests ended at the same moments until no timer and no redrive can make a difference. */
  get isTwinAgain(): boolean {
    const redriveS = (this.#redrive?.atMs ?? 0) / 1000
    const sameS = Math.min(this.#sameS, this.seconds - Math.max(this.t0, redriveS))
    return this.#memory.customPolicies.length === 0 && sameS >= this.#sameNeededS
  }

  /** Simulates one more second of both. @throws ConfigError for a livelock, naming suite and time. */
  step(): void {
    const fromMs = this.seconds * 1000
    const toMs = fromMs + 1000
    this.#run.runTo(toMs)
    this.#twin?.runTo(toMs)
    const isSame = this.#isSame(fromMs)
    this.#sameS = isSame ? this.#sameS + 1 : 0
    const { breakersOpen } = this.#run
    this.#moments.push({
      open: openWork(this.#run),
      twinOpen: this.#twin === undefined ? 0 : openWork(this.#twin),
      breakersOpen,
      isSame,
    })
  }

  /** The figures up to now that a verdict is made from. */
  evidence(): Evidence {
    const { timers, customPolicies, knownAfterMs } = this.#memory
    return {
      seconds: this.#judged(knownAfterMs),
      warmUpEndMs: warmUpEndMs(phasesOf(this.#cell.load, this.#cell.faults)),
      triggerFromMs: this.#trigger.fromMs,
      triggerToMs: this.#trigger.toMs,
      knownAfterMs,
      timers,
      customPolicies,
      redrive: this.#redrive,
      hasTwin: this.#twin !== undefined,
      isTwinAgain: this.isTwinAgain,
      recoverWithinMs: this.#cell.recoverWithinMs,
      collapseAfterS: this.#horizonS,
    }
  }

  #judged(knownAfterMs: number): JudgedSecond[] {
    const [run, twin] = [this.#run, this.#twin]
    const counts = this.#moments.map((moment) => ({
      ...moment,
      planned: 0,
      paired: 0,
      good: 0,
      twinGood: 0,
      lost: 0,
      gained: 0,
    }))
    for (let id = 0; id < run.plannedMs.length; id++) {
      const second = counts[Math.floor(run.plannedMs[id]! / 1000)]
      if (second === undefined) continue
      const isGood = run.isGood(id, knownAfterMs)
      second.planned += 1
      if (isGood) second.good += 1
      if (twin === undefined || !twin.has(id)) continue
      const isTwinGood = twin.isGood(id, knownAfterMs)
      second.paired += 1
      if (isTwinGood) second.twinGood += 1
      if (isTwinGood && !isGood) second.lost += 1
      if (isGood && !isTwinGood) second.gained += 1
    }
    return counts
  }

  /** Whether all that was open or planned since `fromMs` ended at the same moments in both, or is open in both. */
  #isSame(fromMs: number): boolean {
    const [run, twin] = [this.#run, this.#twin]
    if (twin === undefined) return false
    const count = Math.max(run.plannedMs.length, twin.plannedMs.length)
    const isOver = (side: Side, id: number) => !side.has(id) || side.endedMs[id]! < fromMs
    while (this.#firstOpen < count && isOver(run, this.#firstOpen) && isOver(twin, this.#firstOpen))
      this.#firstOpen += 1
    if (run.open !== twin.open || run.inTarget !== twin.inTarget) return false
    for (let id = this.#firstOpen; id < count; id++) {
      const isBoth = run.has(id) && twin.has(id)
      if (isBoth ? run.endedMs[id] !== twin.endedMs[id] : !isOver(run, id) || !isOver(twin, id)) return false
    }
    return true
  }
}

/** Requests open anywhere, and attempts in the target that nobody waits for. */
function openWork(side: Side): number {
  return side.open + Math.max(0, side.inTarget - side.inFlight)
}

/** The cell with its last rate held until `afterS` seconds of load follow the trigger. Unchanged when there are as many, or when it ends in bursts or a trace. */
export function lengthened(cell: Cell, afterS: number): Cell {
  const trigger = triggerSpan(cell)
  const { stages } = cell.load
  const last = stages?.at(-1)?.ratePerSecond
  const missingMs = trigger === undefined ? 0 : trigger.toMs + 1000 * afterS - loadDurationMs(cell.load)
  if (missingMs <= 0 || last === undefined) return cell
  const more = { durationMs: missingMs, ratePerSecond: typeof last === 'number' ? last : last.to }
  return { ...cell, load: { ...cell.load, stages: [...stages!, more] } }
}
