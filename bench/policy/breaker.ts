import type { AttemptCause } from '../core/call.ts'
import type { BreakerState } from '../core/observer.ts'
import { rejected } from '../core/outcome.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/**
 * Decides whether an attempt may start. `admit` returns a permit, or undefined to reject the attempt. The result comes
 * back with its permit, so that a stale result from an earlier state cannot change the current one.
 */
export interface Breaker<Permit extends object = object> {
  readonly state: BreakerState
  admit(nowMs: number, cause: AttemptCause): Permit | undefined
  succeed(permit: Permit, nowMs: number): void
  fail(permit: Permit, nowMs: number): void
  /** The attempt ended and shows nothing about the target: it was cancelled, or an inner policy rejected it. */
  release(permit: Permit): void
}

/** Puts a breaker around a call. `failed` and `timeout` are failures; `rejected` by an inner policy does not count. */
export function breakerPolicy<Permit extends object>(
  breaker: Breaker<Permit>,
  { clock, observer }: PolicyContext,
): Policy {
  let seen = breaker.state
  const report = () => {
    const { state } = breaker
    if (state === seen) return
    observer.breakerChanged(seen, state)
    seen = state
  }
  return (inner) => (request, settle) => {
    const permit = breaker.admit(clock.nowMs(), request.cause)
    report()
    if (permit === undefined) {
      observer.rejected('breaker', request)
      settle(rejected('breaker'))
      return NOTHING
    }
    let settled = false
    const cancelInner = inner(request, (outcome) => {
      settled = true
      if (outcome.kind === 'ok') breaker.succeed(permit, clock.nowMs())
      else if (outcome.kind === 'failed' || outcome.kind === 'timeout') breaker.fail(permit, clock.nowMs())
      else breaker.release(permit)
      report()
      settle(outcome)
    })
    return () => {
      if (settled) return
      settled = true
      breaker.release(permit)
      cancelInner()
    }
  }
}
