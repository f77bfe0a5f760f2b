import type { Call } from '../bench/core/call.ts'
import type { Model } from './model.ts'

/** Calls a model directly, on whatever clock it runs: what HTTP does in a real run, without the network. */
export function modelCall(model: Model): Call {
  return (request, settle) => {
    let waiting = true
    const attempt = { request: request.id, attempt: request.trail.attempts, expiresMs: request.deadlineMs }
    model.arrive(attempt, (outcome) => {
      if (waiting) settle(outcome)
    })
    return () => {
      waiting = false
    }
  }
}
