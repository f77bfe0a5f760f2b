import { z } from 'zod'
import { failed } from '../core/outcome.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/** A policy of the user's own, given as a function in a TypeScript suite. */
export const customSchema = z.strictObject({
  kind: z.literal('custom'),
  name: z.string().min(1).max(64),
  create: z.custom<(context: PolicyContext) => Policy>((value) => typeof value === 'function', {
    error: 'must be a function of the policy context that returns a policy',
  }),
})
export type CustomOptions = z.infer<typeof customSchema>

/** What a custom policy throws while it is called fails that request, and nothing else. */
export function customPolicy(
  { name, create }: CustomOptions,
  context: PolicyContext,
  onError: (error: unknown) => void,
): Policy {
  const policy = create(context)
  return (inner) => {
    const call = policy(inner)
    return (request, settle) => {
      let settled = false
      try {
        return call(request, (outcome) => {
          settled = true
          settle(outcome)
        })
      } catch (error) {
        onError(error)
        if (!settled) settle(failed(`policy ${name} threw`))
        return NOTHING
      }
    }
  }
}
