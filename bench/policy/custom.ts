import { z } from 'zod'
import { errorText } from '../core/error-text.ts'
import { fields } from '../core/fields.ts'
import { failed, type Outcome } from '../core/outcome.ts'
import { isThenable } from '../core/thenable.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/** A policy that the user wrote, given as a function in a TypeScript suite. It is tried once before any run. */
export const customSchema = z
  .strictObject({
    kind: z.literal('custom'),
    /** Name in tables and messages, 1 to 64 characters. */
    name: z.string().min(1).max(64),
    /** Builds the policy from clock, seed and observer. Also called to check the suite. */
    create: z.custom<(context: PolicyContext) => Policy>((value) => typeof value === 'function', {
      error: 'must be a function of the policy context that returns a policy',
    }),
    /** Events longer ago than this have no effect on the policy any more, ms, from 0. Unknown when left out. */
    memoryMs: fields.instantMs().optional(),
  })
  .superRefine(({ create }, context) => {
    const message = broken(create)
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['create'], message })
  })
export type CustomOptions = z.infer<typeof customSchema>

/** The rule that a policy breaks, as far as this shows without a request; undefined when it breaks none. */
function broken(create: CustomOptions['create']): string | undefined {
  const observer = { rejected: NOTHING, breakerChanged: NOTHING }
  try {
    const policy: unknown = create({ clock: new VirtualClock(), seed: 0, observer })
    if (isThenable(policy)) return 'must return a policy, not a promise of one'
    if (typeof policy !== 'function') return 'must return a policy, a function of the inner call'
    const call: unknown = policy(() => NOTHING)
    if (isThenable(call)) return 'must return a policy that returns a call, not a promise of one'
    return typeof call === 'function' ? undefined : 'must return a policy that returns a call'
  } catch (error) {
    return `must not throw: ${errorText(error)}`
  }
}

/**
 * Builds a custom policy. An error that it throws for a request fails only that request. An answer that breaks the
 * contract of a call is ignored and reported to `onError`: a second one, one after the cancel, or one outside virtual
 * time.
 */
export function customPolicy(
  { name, create }: CustomOptions,
  context: PolicyContext,
  onError: (error: unknown) => void,
): Policy {
  const { clock } = context
  const policy = create(context)
  const refuse = (id: number, what: string) => onError(new Error(`policy ${name} settled request ${id} ${what}`))
  return (inner) => {
    const call = policy(inner)
    return (request, settle) => {
      /** Why a further answer would be ignored. */
      let over: string | undefined
      const done = (outcome: Outcome) => {
        if (over !== undefined) return refuse(request.id, over)
        if (clock instanceof VirtualClock && clock.stands) return refuse(request.id, OUTSIDE)
        over = 'twice'
        settle(outcome)
      }
      try {
        const cancel: unknown = call(request, done)
        if (typeof cancel !== 'function') throw noCancel(name, cancel)
        return () => {
          over ??= 'after it was cancelled'
          cancel()
        }
      } catch (error) {
        onError(error)
        if (over === undefined) done(failed(`policy ${name} threw`))
        over = 'after it threw'
        return NOTHING
      }
    }
  }
}

const OUTSIDE = 'outside virtual time, by a promise or a timer of Node; --clock real waits for these'

function noCancel(name: string, got: unknown): Error {
  const what = isThenable(got) ? 'a promise' : typeof got
  return new Error(`policy ${name} must return a function that ends the waiting, got ${what}`)
}
