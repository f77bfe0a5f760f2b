import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { Ledger } from '../metrics/ledger.ts'

/** The border between client and target: numbers each attempt and tells the ledger of it. */
export function countAttempts(target: Call, clock: Clock, ledger: Ledger): Call {
  return (request, settle) => {
    request.trail.attempts += 1
    const startedMs = clock.nowMs()
    ledger.attemptStarted(request)
    let ended = false
    /** Once, however often a policy cancels. */
    const end = () => {
      if (!ended) ledger.attemptEnded(request, clock.nowMs() - startedMs)
      ended = true
    }
    const cancel = target(request, (outcome) => {
      end()
      settle(outcome)
    })
    return () => {
      end()
      cancel()
    }
  }
}
