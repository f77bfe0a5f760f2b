import { Executed } from './executed.ts'

/** The instant at which the caller of an attempt stops waiting. */
interface Patience {
  readonly expiresMs: number
  readonly givenUp?: boolean
}

/** Counters of the callee, which no policy can misreport. All tiers of a chain share them. */
export class Counters {
  attempts = 0
  /** Attempts that reached the last tier of a chain. */
  leafAttempts = 0
  ok = 0
  /** Completed executions beyond the first of their request; in a chain, at its last tier for each branch. */
  duplicates = 0
  errors = 0
  shed = 0
  abandoned = 0
  /** Attempts inside the target, waited for or not. In a chain an attempt counts once at each tier where it is. */
  inFlight = 0
  inFlightMax = 0
  readonly #executed = new Executed()
  #endedMs = 0
  #running = 0
  #startedSumMs = 0

  /** Records a completed execution of a request. A chain counts its duplicates itself. */
  complete(request: number, isChain: boolean): void {
    this.ok += 1
    if (!isChain && this.#executed.again(request)) this.duplicates += 1
  }

  enter(): void {
    this.inFlight += 1
    if (this.inFlight > this.inFlightMax) this.inFlightMax = this.inFlight
  }

  /** Records the start of work. */
  begin(nowMs: number): void {
    this.#running += 1
    this.#startedSumMs += nowMs
  }

  /** Records the end of work begun at `startedMs`, with `busyMs` of work: time in pauses of the process is left out. */
  end(startedMs: number, busyMs: number): void {
    this.#running -= 1
    this.#startedSumMs -= startedMs
    this.#endedMs += busyMs
  }

  /** Records the end of an attempt with work. Its caller waits until it expires, unless it gave up before. */
  leave({ expiresMs, givenUp }: Patience, nowMs: number): void {
    this.inFlight -= 1
    if (nowMs > expiresMs || (givenUp === true && nowMs < expiresMs)) this.abandoned += 1
  }

  /** Busy time up to now, ms. Attempts still in work count with all the time since they began. */
  busyMs(nowMs: number): number {
    return this.#endedMs + this.#running * nowMs - this.#startedSumMs
  }
}
