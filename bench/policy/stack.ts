import { z } from 'zod'
import type { Call } from '../core/call.ts'
import { breakerPolicy } from './breaker.ts'
import { bulkheadPolicy, bulkheadSchema } from './bulkhead.ts'
import { customPolicy, customSchema } from './custom.ts'
import type { Policy, PolicyContext } from './policy.ts'
import { retryPolicy, retrySchema } from './retry.ts'
import { deadlinePolicy, deadlineSchema, timeoutPolicy, timeoutSchema } from './timeout.ts'
import { TutorialBreaker, tutorialBreakerSchema } from './tutorial-breaker.ts'
import { breakerSchema, WindowBreaker } from './window-breaker.ts'

export const policySchema = z.discriminatedUnion('kind', [
  timeoutSchema,
  deadlineSchema,
  retrySchema,
  breakerSchema,
  tutorialBreakerSchema,
  bulkheadSchema,
  customSchema,
])
/** One policy of a stack, with defaults filled in. */
export type PolicySpec = z.infer<typeof policySchema>
/** One policy as a suite writes it; options with a default may be left out. */
export type PolicyInput = z.input<typeof policySchema>

/** Wraps `target` in the policies, the first one outermost. `onError` receives what a custom policy throws. */
export function stack(
  specs: readonly PolicySpec[],
  context: PolicyContext,
  target: Call,
  onError: (error: unknown) => void,
): Call {
  return specs.reduceRight((inner, spec) => policyOf(spec, context, onError)(inner), target)
}

function policyOf(spec: PolicySpec, context: PolicyContext, onError: (error: unknown) => void): Policy {
  switch (spec.kind) {
    case 'timeout':
      return timeoutPolicy(spec, context)
    case 'deadline':
      return deadlinePolicy(spec, context)
    case 'retry':
      return retryPolicy(spec, context)
    case 'breaker':
      return breakerPolicy(new WindowBreaker(spec), context)
    case 'tutorial-breaker':
      return breakerPolicy(new TutorialBreaker(spec), context)
    case 'bulkhead':
      return bulkheadPolicy(spec, context)
    case 'custom':
      return customPolicy(spec, context, onError)
  }
}
