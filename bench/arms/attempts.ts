import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { Ledger } from '../metrics/ledger.ts'

/** The border between client and target: numbers each attempt and tells the ledger of it. */
export function countAttempts(target: Call, clock: Clock, ledger: Ledger): Call {
  return (request, settle) => {
    request.trail.attempts += 1
    const startedMs = clock.nowMs()
    ledger.attemptStarted(request)
    const cancel = target(request, (outcome) => {
      ledger.attemptEnded(request, clock.nowMs() - startedMs)
      settle(outcome)
    })
    return () => {
      ledger.attemptEnded(request, clock.nowMs() - startedMs)
      cancel()
    }
  }
}
