import type { Call } from '../../bench/core/call.ts'
import type { Model } from './model.ts'

/** Returns a call of the model on its own clock: what HTTP does in a real run, without the network. */
export function modelCall(model: Model): Call {
  return (request, settle) => {
    const attempt = {
      request: request.id,
      attempt: request.trail.attempts,
      branch: request.trail.branch ?? 0,
      expiresMs: request.deadlineMs,
      givenUp: false,
    }
    model.arrive(attempt, (outcome) => {
      if (!attempt.givenUp) settle(outcome)
    })
    return () => {
      attempt.givenUp = true
    }
  }
}
