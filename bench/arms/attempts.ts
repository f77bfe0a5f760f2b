import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import { NOTHING } from '../policy/policy.ts'

/**
 * Border between client and target. It numbers each attempt and reports it to the ledger. Nothing crosses it after the
 * end of the run, even if a policy uses a slot or turn that the end has freed.
 */
export function countAttempts(target: Call, clock: Clock, ledger: Ledger): Call {
  return (request, settle) => {
    if (ledger.isOver) return NOTHING
    request.trail.attempts += 1
    const startedMs = clock.nowMs()
    ledger.attemptStarted(request)
    let ended = false
    /** Once, however often a policy cancels. */
    const end = (outcome?: Outcome) => {
      if (!ended) ledger.attemptEnded(request, clock.nowMs() - startedMs, outcome)
      ended = true
    }
    const cancel = target(request, (outcome) => {
      end(outcome)
      settle(outcome)
    })
    return () => {
      end()
      cancel()
    }
  }
}
