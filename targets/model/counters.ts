import { Executed } from './executed.ts'

/** When the caller of an attempt stops waiting. */
interface Patience {
  readonly expiresMs: number
  readonly givenUp?: boolean
}

/** What the callee counts; policies cannot misreport it. The tiers of a chain count together. */
export class Counters {
  attempts = 0
  /** Attempts that reached the last tier of a chain. */
  leafAttempts = 0
  ok = 0
  /**
   * Executions that completed beyond the first of their request; in a chain those of its last tier, beyond the first of
   * each branch.
   */
  duplicates = 0
  errors = 0
  shed = 0
  abandoned = 0
  /**
   * Attempts sent to the target that it has not done with, waited for or not; in a chain once at each tier they are at.
   */
  inFlight = 0
  inFlightMax = 0
  readonly #executed = new Executed()
  #endedMs = 0
  #running = 0
  #startedSumMs = 0

  /** An execution of a request completed. A chain counts its duplicates itself. */
  complete(request: number, isChain: boolean): void {
    this.ok += 1
    if (!isChain && this.#executed.again(request)) this.duplicates += 1
  }

  enter(): void {
    this.inFlight += 1
    if (this.inFlight > this.inFlightMax) this.inFlightMax = this.inFlight
  }

  /** Work begins. */
  begin(nowMs: number): void {
    this.#running += 1
    this.#startedSumMs += nowMs
  }

  /**
   * Work begun at `startedMs` has ended after `busyMs` of work: time for which the process stood still does not count.
   */
  end(startedMs: number, busyMs: number): void {
    this.#running -= 1
    this.#startedSumMs -= startedMs
    this.#endedMs += busyMs
  }

  /** An attempt on which work was done is over. Its caller waits until it expires, unless it gave up before. */
  leave({ expiresMs, givenUp }: Patience, nowMs: number): void {
    this.inFlight -= 1
    if (nowMs > expiresMs || (givenUp === true && nowMs < expiresMs)) this.abandoned += 1
  }

  /** Time spent on attempts up to now, ms; those still being worked on count with all the time since they began. */
  busyMs(nowMs: number): number {
    return this.#endedMs + this.#running * nowMs - this.#startedSumMs
  }
}
