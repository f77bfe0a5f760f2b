import { shardOf } from '../../../targets/shards.ts'
import type { Cell } from '../../cell.ts'
import { ATTEMPT_CAUSES } from '../../core/call.ts'
import { MECHANISMS, type Mechanism, OUTCOME_KINDS, type OutcomeKind } from '../../core/outcome.ts'

const ATTEMPTS: ReadonlySet<string> = new Set(ATTEMPT_CAUSES)
const REJECTIONS: ReadonlySet<string> = new Set(MECHANISMS)
const OUTCOMES: ReadonlySet<string> = new Set(OUTCOME_KINDS)

/** Attempts that were started in one second at one shard. */
export interface SecondAttempts {
  readonly first: number
  readonly all: number
}

/** Keeps what happened to each request of a run in virtual time, as far as it tells where the request was lost. */
export class RequestCourses {
  /** How each request ended; undefined while it is open. */
  readonly kind: (OutcomeKind | undefined)[] = []
  /** What rejected an attempt of it last. */
  readonly rejectedBy: (Mechanism | undefined)[] = []
  /** When it ended, ms. */
  readonly #endedMs: number[] = []
  /** Time with an attempt at the target, ms, up to `#sinceMs` when one is under way. */
  readonly #atTargetMs: number[] = []
  readonly #sinceMs: number[] = []
  readonly #outstanding: number[] = []
  readonly #seconds: { first: number; all: number }[][]
  readonly #shardOf: (request: number) => number

  constructor({ target }: Pick<Cell, 'target'>, seed: number) {
    const shards = target.model === 'workers' ? target.shards : 1
    this.#shardOf = target.model === 'workers' ? (request) => shardOf(target, seed, request) : () => 0
    this.#seconds = Array.from({ length: shards }, () => [])
  }

  /** Hears of an event of the run. */
  readonly hear = (nowMs: number, id: number, event: string): void => {
    if (ATTEMPTS.has(event)) this.#attemptStarted(nowMs, id, event === 'first')
    else if (event === 'attempt ended') this.#attemptEnded(nowMs, id)
    else if (this.kind[id] !== undefined) return
    else if (REJECTIONS.has(event)) this.rejectedBy[id] = event as Mechanism
    else if (OUTCOMES.has(event)) this.#ended(nowMs, id, event as OutcomeKind)
  }

  #ended(nowMs: number, id: number, kind: OutcomeKind): void {
    // An attempt that goes on without its request no longer counts.
    if ((this.#outstanding[id] ?? 0) > 0)
      this.#atTargetMs[id] = (this.#atTargetMs[id] ?? 0) + nowMs - this.#sinceMs[id]!
    this.kind[id] = kind
    this.#endedMs[id] = nowMs
  }

  /** Time with an attempt at the target and the rest of the life of a request, ms; of an open one up to `untilMs`. */
  timesOf(
    id: number,
    plannedMs: number,
    untilMs: number,
  ): { readonly atTargetMs: number; readonly elsewhereMs: number } {
    const isOpen = this.kind[id] === undefined
    const isAtTarget = isOpen && (this.#outstanding[id] ?? 0) > 0
    const atTargetMs = (this.#atTargetMs[id] ?? 0) + (isAtTarget ? untilMs - this.#sinceMs[id]! : 0)
    const lifeMs = (isOpen ? untilMs : this.#endedMs[id]!) - plannedMs
    return { atTargetMs, elsewhereMs: lifeMs - atTargetMs }
  }

  /** Attempts of one second at the shard of a request. */
  secondOf(id: number, atMs: number): SecondAttempts {
    return this.#seconds[this.#shardOf(id)]![Math.floor(atMs / 1000)] ?? { first: 0, all: 0 }
  }

  /** Attempts per second of the shard that has most of them, from one second to before another. */
  attemptsPerSecond(fromS: number, toS: number): number {
    const counts = this.#seconds.map((seconds) => {
      let all = 0
      for (let s = fromS; s < toS; s++) all += seconds[s]?.all ?? 0
      return all
    })
    return Math.max(...counts) / (toS - fromS)
  }

  get shards(): number {
    return this.#seconds.length
  }

  #attemptStarted(nowMs: number, id: number, isFirst: boolean): void {
    const seconds = this.#seconds[this.#shardOf(id)]!
    const s = Math.floor(nowMs / 1000)
    seconds[s] ??= { first: 0, all: 0 }
    const second = seconds[s]
    second.all += 1
    if (isFirst) second.first += 1
    if (this.kind[id] !== undefined) return
    const outstanding = this.#outstanding[id] ?? 0
    if (outstanding === 0) this.#sinceMs[id] = nowMs
    this.#outstanding[id] = outstanding + 1
  }

  #attemptEnded(nowMs: number, id: number): void {
    const outstanding = this.#outstanding[id] ?? 0
    if (this.kind[id] !== undefined || outstanding === 0) return
    this.#outstanding[id] = outstanding - 1
    if (outstanding === 1) this.#atTargetMs[id] = (this.#atTargetMs[id] ?? 0) + nowMs - this.#sinceMs[id]!
  }
}
