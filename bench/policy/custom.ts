import { z } from 'zod'
import { failed } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/** A policy of the user's own, given as a function in a TypeScript suite; it is tried out before anything runs. */
export const customSchema = z
  .strictObject({
    kind: z.literal('custom'),
    name: z.string().min(1).max(64),
    create: z.custom<(context: PolicyContext) => Policy>((value) => typeof value === 'function', {
      error: 'must be a function of the policy context that returns a policy',
    }),
  })
  .superRefine(({ create }, context) => {
    const message = broken(create)
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['create'], message })
  })
export type CustomOptions = z.infer<typeof customSchema>

/** What is wrong with a policy that can be seen without a call. */
function broken(create: CustomOptions['create']): string | undefined {
  const observer = { rejected: NOTHING, breakerChanged: NOTHING }
  try {
    const policy: unknown = create({ clock: new VirtualClock(), seed: 0, observer })
    if (typeof policy !== 'function') return 'must return a policy, a function of the inner call'
    const call: unknown = policy(() => NOTHING)
    return typeof call === 'function' ? undefined : 'must return a policy that returns a call'
  } catch (error) {
    return `must not throw: ${error instanceof Error ? error.message : String(error)}`
  }
}

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
        const cancel: unknown = call(request, (outcome) => {
          settled = true
          settle(outcome)
        })
        if (typeof cancel === 'function') return () => void cancel()
        throw new Error(`policy ${name} must return a function that ends the waiting, got ${typeof cancel}`)
      } catch (error) {
        onError(error)
        if (!settled) {
          settled = true
          settle(failed(`policy ${name} threw`))
        }
        return NOTHING
      }
    }
  }
}
