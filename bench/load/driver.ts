import type { Cancel, Clock } from '../core/clock.ts'
import { BURST_MAX, type Plan } from './plan.ts'
import { dueTimesOf, type Share, WHOLE } from './share.ts'

export interface DriverOptions {
  /** A request that would start later than this after its due time is dropped, ms. */
  readonly dispatchLateMaxMs: number
  /** The arrivals that this generator starts. @defaultValue all */
  readonly share?: Share | undefined
  /** Selects arrivals to leave out; their ids stay unused. @defaultValue none */
  readonly isLeftOut?: ((id: number, dueMs: number) => boolean) | undefined
}

/** Receives each arrival; `id` is its place in the plan, from 0. */
export interface Arrivals {
  start(id: number, intendedMs: number): void
  /** The request is too late: its start would distort the load. */
  dropLate(id: number, intendedMs: number): void
  /** Every arrival has been started or dropped, or the driver was stopped. */
  done(): void
}

/**
 * Open loop: starts every request at its due time, whether or not earlier ones have been answered. After a stall each
 * late request starts at once, and its latency still counts from its due time. One that is later than
 * `dispatchLateMaxMs` is dropped: the plan contains no rush that could push the target over. Uses one timer at a time.
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
    // Starts only what is due now. Requests that fall due meanwhile start in the next turn of the event loop.
    const nowMs = clock.nowMs()
    // Starts at most a burst at once, since a run in virtual time can be interrupted only between two tasks.
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
