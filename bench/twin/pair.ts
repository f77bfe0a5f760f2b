import type { Cell } from '../cell.ts'
import type { OnEvent } from '../core/on-event.ts'
import { evidenceOf } from '../evidence/evidence-of.ts'
import { type Memory, memoryOf } from '../evidence/memory.ts'
import { loadDurationMs } from '../load/load.ts'
import type { Stage } from '../load/stage.ts'
import { extraArrivals, outlastingS, triggerSpan } from '../load/trigger.ts'
import { openWork, type RequestLog } from '../metrics/request-log.ts'
import type { Evidence, JudgedSecond } from '../verdict/evidence.ts'
import { Side } from './side.ts'
import { Twins } from './twins.ts'

/** Returns the time from the planned start of a request until its end is known, ms. */
export function knownAfterMs(cell: Cell): number {
  return memoryOf(cell).knownAfterMs
}

/** Seconds equal to the twin's, beyond the longest timer, after which the run counts as its twin again. */
const SAME_S = 5

export interface PairOptions {
  /** The log of the run, if it is over already. */
  readonly ran?: RequestLog | undefined
  /** Called for every event of the run, unless it is over. */
  readonly onEvent?: OnEvent | undefined
  /** Twins that this pair shares with others. @defaultValue none */
  readonly twins?: Twins | undefined
}

/**
 * A run of a cell in virtual time beside its twin, the same seed without the trigger. Chance is drawn by identity, so
 * both have the same arrivals, service times and failures, and every difference is an effect of the trigger. There is
 * no twin where the trigger cannot be taken away.
 */
export class Pair {
  readonly #cell: Cell
  /** The run itself, unless it is over already. */
  readonly #live: Side | undefined
  readonly #twin: Side | undefined
  /** The requests of the run and how they ended. */
  readonly run: RequestLog
  readonly #trigger: { readonly fromMs: number; readonly toMs: number }
  readonly #memory: Memory
  readonly #redriveMs: number
  /** Equal seconds after which no timer can make a difference any more. */
  readonly #sameNeededS: number
  /** Whether each second equals that of the twin. */
  readonly #same: boolean[] = []
  #sameS = 0
  /** Id of the first request that had not ended in both before the second that is compared. */
  #firstOpen = 0

  /** @throws ConfigError when the cell cannot be simulated. */
  constructor(cell: Cell, seed: number, { ran, onEvent, twins = new Twins() }: PairOptions = {}) {
    this.#cell = cell
    const extra = extraArrivals(cell, seed)
    this.#trigger = triggerSpan(cell)!
    this.#memory = memoryOf(cell)
    this.#redriveMs = (cell.armSpec.style === 'queue' ? cell.armSpec.redrive?.atMs : undefined) ?? 0
    const { timers, knownAfterMs } = this.#memory
    this.#sameNeededS = SAME_S + Math.ceil(Math.max(timers[0]?.ms ?? 0, knownAfterMs) / 1000)
    this.#live = ran === undefined ? new Side(cell, seed, undefined, onEvent) : undefined
    this.run = ran ?? this.#live!.log
    if (extra !== undefined) this.#twin = new Side({ ...cell, faults: [] }, seed, extra)
    else this.#twin = cell.faults.length === 0 ? undefined : twins.of(cell, seed)
  }

  /** The requests of the twin and how they ended; undefined without a twin. */
  get twin(): RequestLog | undefined {
    return this.#twin?.log
  }

  /** Seconds that have been compared. */
  get seconds(): number {
    return this.#same.length
  }

  /** Time up to which run and twin have been compared. A finished run and a shared twin may be ahead of it. */
  get #nowMs(): number {
    return this.seconds * 1000
  }

  /** The first thing that a policy or a target threw or reported, in the run or its twin; undefined without any. */
  get error(): string | undefined {
    return this.#live?.errorBy(this.#nowMs) ?? this.#twin?.errorBy(this.#nowMs)
  }

  /** Requests planned so far. */
  get requests(): number {
    return this.run.count
  }

  /** First whole second after the trigger. */
  get t0(): number {
    return Math.ceil(this.#trigger.toMs / 1000)
  }

  /** From the planned start of a request until its end is known, ms. */
  get knownAfterMs(): number {
    return this.#memory.knownAfterMs
  }

  /** {@link knownAfterMs} in whole seconds. */
  get lagS(): number {
    return Math.ceil(this.#memory.knownAfterMs / 1000)
  }

  /**
   * Whether the run is its twin again for good: all requests ended at the same times until no timer and no redrive can
   * make a difference any more.
   */
  get isTwinAgain(): boolean {
    const sameS = Math.min(this.#sameS, this.seconds - Math.max(this.t0, this.#redriveMs / 1000))
    return this.#memory.customPolicies.length === 0 && sameS >= this.#sameNeededS
  }

  /**
   * Compares one more second, and simulates it where that has not been done. @throws ConfigError for a livelock, with
   * suite and time.
   */
  step(): void {
    const fromMs = this.#nowMs
    const toMs = fromMs + 1000
    this.#live?.runTo(toMs)
    this.#twin?.runTo(toMs)
    const isSame = this.#isSame(fromMs, toMs)
    this.#sameS = isSame ? this.#sameS + 1 : 0
    this.#same.push(isSame)
  }

  /** Returns the facts up to now from which a verdict is made. */
  evidence(): Evidence {
    return {
      ...evidenceOf(this.#cell, this.#trigger, this.#memory),
      seconds: this.#judged(),
      hasTwin: this.#twin !== undefined,
      isTwinAgain: this.isTwinAgain,
    }
  }

  #judged(): JudgedSecond[] {
    const [run, twin] = [this.run, this.twin]
    const { knownAfterMs } = this.#memory
    const counts = this.#same.map((isSame, s) => {
      const state = run.states[s]!
      return {
        planned: 0,
        paired: 0,
        good: 0,
        twinGood: 0,
        lost: 0,
        gained: 0,
        open: openWork(state),
        twinOpen: twin === undefined ? 0 : openWork(twin.states[s]!),
        breakersOpen: state.breakersOpen,
        waiting: 0,
        isSame,
      }
    })
    const changes = new Int32Array(counts.length + 1)
    for (let id = 0; id < run.count; id++) {
      const second = counts[Math.floor(run.plannedMs[id]! / 1000)]
      if (second === undefined) continue
      const withinMs = Math.min(knownAfterMs, this.#nowMs - run.plannedMs[id]!)
      const isGood = run.isGood(id, withinMs)
      second.planned += 1
      if (isGood) second.good += 1
      this.#addWaiting(changes, id)
      if (twin === undefined || !twin.has(id)) continue
      const isTwinGood = twin.isGood(id, withinMs)
      second.paired += 1
      if (isTwinGood) second.twinGood += 1
      if (isTwinGood && !isGood) second.lost += 1
      if (isGood && !isTwinGood) second.gained += 1
    }
    let waiting = 0
    counts.forEach((second, s) => {
      waiting += changes[s]!
      second.waiting = waiting
    })
    return counts
  }

  /**
   * Notes the seconds at whose ends a request should be over and is not, although it is over in the twin: one more from
   * the first of them on, one less after the last.
   */
  #addWaiting(changes: Int32Array, id: number): void {
    const [run, twin] = [this.run, this.twin]
    const twinEndedMs = twin?.has(id) === true ? twin.endedMs[id]! : 0
    const fromMs = Math.max(run.plannedMs[id]! + this.#memory.knownAfterMs, twinEndedMs)
    const toMs = Math.min(run.endedMs[id]!, this.#nowMs + 1)
    if (Math.ceil(fromMs / 1000) >= Math.ceil(toMs / 1000)) return
    changes[Math.ceil(fromMs / 1000) - 1]! += 1
    changes[Math.ceil(toMs / 1000) - 1]! -= 1
  }

  /**
   * Whether all requests open or planned from `fromMs` to `toMs` ended at the same times in both, or are open in both.
   */
  #isSame(fromMs: number, toMs: number): boolean {
    const [run, twin] = [this.run, this.twin]
    if (twin === undefined) return false
    const isOver = (side: RequestLog, id: number) => !side.has(id) || side.endedMs[id]! < fromMs
    const isBefore = (id: number) => id < run.count && run.plannedMs[id]! <= toMs
    while (isBefore(this.#firstOpen) && isOver(run, this.#firstOpen) && isOver(twin, this.#firstOpen))
      this.#firstOpen += 1
    const [now, usual] = [run.states[this.seconds]!, twin.states[this.seconds]!]
    if (now.open !== usual.open || now.inTarget !== usual.inTarget) return false
    for (let id = this.#firstOpen; isBefore(id); id++) {
      const isBoth = run.has(id) && twin.has(id)
      const isEqual = isBoth ? run.endedBy(id, toMs) === twin.endedBy(id, toMs) : isOver(run, id) && isOver(twin, id)
      if (!isEqual) return false
    }
    return true
  }
}

/**
 * Returns the cell with its last rate, or its last bursts, going on until `afterS` seconds of load follow the trigger.
 * Unchanged when there are that many already, or when the load is a trace.
 */
export function lengthened(cell: Cell, afterS: number): Cell {
  const trigger = triggerSpan(cell)
  // Seconds are counted from the first whole one after the trigger.
  const fromS = trigger === undefined ? Number.NEGATIVE_INFINITY : Math.ceil(trigger.toMs / 1000)
  const missingMs = 1000 * (fromS + afterS + outlastingS(cell)) - loadDurationMs(cell.load)
  const { stages } = cell.load
  const last = stages?.at(-1)
  if (missingMs <= 0 || last === undefined) return cell
  return { ...cell, load: { ...cell.load, stages: [...stages!.slice(0, -1), ...continued(last, missingMs)] } }
}

/**
 * A rate that is held goes on in its own stage, so its arrivals are the same to the last digit wherever the load ends.
 */
function continued(last: Stage, durationMs: number): Stage[] {
  const { ratePerSecond = 0, bursts } = last
  if (bursts !== undefined)
    return [last, { bursts: { ...bursts, total: bursts.size * Math.ceil(durationMs / bursts.everyMs) } }]
  if (typeof ratePerSecond === 'number') return [{ ...last, durationMs: last.durationMs! + durationMs }]
  return [last, { durationMs, ratePerSecond: ratePerSecond.to }]
}
