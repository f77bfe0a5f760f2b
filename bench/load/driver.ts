import type { Cancel, Clock } from '../core/clock.ts'
import { BURST_MAX, type Plan } from './plan.ts'
import { dueTimesOf, type Share, WHOLE } from './share.ts'

export interface DriverOptions {
  /** A request whose start is later than this is dropped instead. */
  readonly dispatchLateMaxMs: number
  /** Which of the arrivals are started. @defaultValue all */
  readonly share?: Share | undefined
  /** Arrivals that are left out; their ids stay unused. @defaultValue none */
  readonly isLeftOut?: ((id: number, dueMs: number) => boolean) | undefined
}

/** What becomes of each arrival; `id` is its place in the plan, from 0. */
export interface Arrivals {
  start(id: number, intendedMs: number): void
  /** Too late to be started without distorting the load. */
  dropLate(id: number, intendedMs: number): void
  /** Every arrival has been started or dropped, or the driver was stopped. */
  done(): void
}

/**
 * Open loop: starts every request at its due time, whether or not earlier ones have been answered. After a stall each
 * late request starts at once with its due time as the zero of its latency; one later than `dispatchLateMaxMs` is
 * dropped, so that the target is not pushed over by a rush that the plan does not contain. One timer at a time.
 */
export function drive(clock: Clock, plan: Plan, arrivals: Arrivals, options: DriverOptions): Cancel {
  const { share = WHOLE } = options
  const times = (share.count === 1 ? plan : dueTimesOf(plan, share))[Symbol.iterator]()
  let id = share.index
  let next = times.next()
  let stopped = false
  let cancelTimer: Cancel = () => undefined

  const finish = () => {
    if (stopped) return
    stopped = true
    arrivals.done()
  }
  const wake = () => {
    // Only what is due now: what falls due while these are started comes with the next turn of the event loop.
    const nowMs = clock.nowMs()
    // No more than a burst at once: between two tasks a run in virtual time can be interrupted.
    for (let i = 0; i < BURST_MAX && !stopped && next.done !== true && next.value <= nowMs; i++) {
      const intendedMs = next.value
      next = times.next()
      if (options.isLeftOut?.(id, intendedMs) === true) {
        id += share.count
        continue
      }
      if (clock.nowMs() - intendedMs > options.dispatchLateMaxMs) arrivals.dropLate(id, intendedMs)
      else arrivals.start(id, intendedMs)
      id += share.count
    }
    if (stopped) return
    if (next.done === true) finish()
    else cancelTimer = clock.at(next.value, wake)
  }

  cancelTimer = clock.at(next.done === true ? 0 : next.value, wake)
  return () => {
    cancelTimer()
    finish()
  }
}
