import { shardOf } from '../../../targets/model/shards.ts'
import type { Cell } from '../../cell.ts'
import { ATTEMPT_CAUSES, type AttemptCause, type RetryReason } from '../../core/call.ts'
import type { OnEvent } from '../../core/on-event.ts'
import { MECHANISMS, type Mechanism, OUTCOME_KINDS, type OutcomeKind } from '../../core/outcome.ts'
import { knownAfterMs } from '../../twin/pair.ts'

const ATTEMPTS: ReadonlySet<string> = new Set(ATTEMPT_CAUSES)
const REJECTIONS: ReadonlySet<string> = new Set(MECHANISMS)
const OUTCOMES: ReadonlySet<string> = new Set(OUTCOME_KINDS)

/** Attempts that were started, in one second or per second. */
export interface AttemptCounts {
  readonly first: number
  readonly all: number
}

/** Attempts that were started in one second. */
export interface SecondAttempts extends AttemptCounts {
  /** Retries by how the attempt before them ended. */
  readonly retriesAfter: Readonly<Record<RetryReason, number>>
  readonly redeliveries: number
}

type OpenSecond = { -readonly [Key in keyof SecondAttempts]: SecondAttempts[Key] } & {
  retriesAfter: Record<RetryReason, number>
}

/**
 * Keeps the events of each request of a run in virtual time that show where it was lost. Events after its deadline
 * cannot have lost it. Of those only attempts count, since the target still has to do them.
 */
export class RequestCourses {
  /** Outcome of each request; undefined for one that is open, or was still open at its deadline. */
  readonly kind: (OutcomeKind | undefined)[] = []
  /** The mechanism that last rejected an attempt of each request. */
  readonly rejectedBy: (Mechanism | undefined)[] = []
  /** Attempts of each shard by second; a second without attempts may be missing. */
  readonly seconds: readonly (readonly (SecondAttempts | undefined)[])[]
  /** The shard of a request, from 0. */
  readonly shardOf: (request: number) => number
  readonly #seconds: OpenSecond[][]
  /** Time that a request has from its planned start, ms. */
  readonly #inTimeMs: number
  /** Time after which each request is too late, ms. */
  readonly #lateMs: number[] = []
  /** End of each request, ms. */
  readonly #endedMs: number[] = []
  /** Time with an attempt at the target, ms; while one is under way, only up to `#sinceMs`. */
  readonly #atTargetMs: number[] = []
  readonly #sinceMs: number[] = []
  readonly #outstanding: number[] = []

  constructor(cell: Cell, seed: number) {
    const { target } = cell
    const shards = target.model === 'workers' ? target.shards : 1
    this.shardOf = target.model === 'workers' ? (request) => shardOf(target, seed, request) : () => 0
    this.#seconds = Array.from({ length: shards }, () => [])
    this.seconds = this.#seconds
    this.#inTimeMs = knownAfterMs(cell)
  }

  /** Listens to the events of the run. */
  readonly hear: OnEvent = (nowMs, id, event, after) => {
    if (event === 'start') this.#lateMs[id] = nowMs + this.#inTimeMs
    if (ATTEMPTS.has(event)) this.#count(nowMs, id, event as AttemptCause, after)
    if (this.kind[id] !== undefined || nowMs > this.#lateMs[id]!) return
    if (ATTEMPTS.has(event)) this.#attemptStarted(nowMs, id)
    else if (event === 'attempt ended') this.#attemptEnded(nowMs, id)
    else if (REJECTIONS.has(event)) this.rejectedBy[id] = event as Mechanism
    else if (OUTCOMES.has(event)) this.#ended(nowMs, id, event as OutcomeKind)
  }

  /**
   * Splits the life of a request, up to its deadline, into the time with an attempt at the target and the rest, ms.
   */
  timesOf(id: number, plannedMs: number): { readonly atTargetMs: number; readonly elsewhereMs: number } {
    const isOpen = this.kind[id] === undefined
    const untilMs = isOpen ? plannedMs + this.#inTimeMs : this.#endedMs[id]!
    const isAtTarget = isOpen && (this.#outstanding[id] ?? 0) > 0
    const atTargetMs = (this.#atTargetMs[id] ?? 0) + (isAtTarget ? untilMs - this.#sinceMs[id]! : 0)
    return { atTargetMs, elsewhereMs: untilMs - plannedMs - atTargetMs }
  }

  /** Attempts per second at the busiest shard, from `fromS` to before `toS`. */
  attemptsPerSecond(fromS: number, toS: number): number {
    const counts = this.seconds.map((seconds) => {
      let all = 0
      for (let s = fromS; s < toS; s++) all += seconds[s]?.all ?? 0
      return all
    })
    return Math.max(...counts) / (toS - fromS)
  }

  get shards(): number {
    return this.seconds.length
  }

  #count(nowMs: number, id: number, cause: AttemptCause, after: RetryReason | undefined): void {
    const seconds = this.#seconds[this.shardOf(id)]!
    const s = Math.floor(nowMs / 1000)
    seconds[s] ??= { first: 0, all: 0, retriesAfter: { failed: 0, timeout: 0, rejected: 0 }, redeliveries: 0 }
    const second = seconds[s]
    second.all += 1
    if (cause === 'first') second.first += 1
    else if (cause === 'redelivery') second.redeliveries += 1
    else if (cause === 'retry' && after !== undefined) second.retriesAfter[after] += 1
  }

  #ended(nowMs: number, id: number, kind: OutcomeKind): void {
    // An attempt that outlives its request no longer counts.
    if ((this.#outstanding[id] ?? 0) > 0)
      this.#atTargetMs[id] = (this.#atTargetMs[id] ?? 0) + nowMs - this.#sinceMs[id]!
    this.kind[id] = kind
    this.#endedMs[id] = nowMs
  }

  #attemptStarted(nowMs: number, id: number): void {
    const outstanding = this.#outstanding[id] ?? 0
    if (outstanding === 0) this.#sinceMs[id] = nowMs
    this.#outstanding[id] = outstanding + 1
  }

  #attemptEnded(nowMs: number, id: number): void {
    const outstanding = this.#outstanding[id] ?? 0
    if (outstanding === 0) return
    this.#outstanding[id] = outstanding - 1
    if (outstanding === 1) this.#atTargetMs[id] = (this.#atTargetMs[id] ?? 0) + nowMs - this.#sinceMs[id]!
  }
}
