import { z } from 'zod'
import { errorText } from '../core/error-text.ts'
import { fields } from '../core/fields.ts'
import { failed, type Outcome } from '../core/outcome.ts'
import { isThenable } from '../core/thenable.ts'
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
    /** What happened longer ago than this has no effect in it any more. Not known when left out. */
    memoryMs: fields.instantMs().optional(),
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
 * Builds a custom policy. What it throws while it is called fails that request, and nothing else. What breaks the
 * contract of a call (settling twice, after the cancel, or outside virtual time) counts for nothing and is reported.
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
      /** Why another answer would count for nothing. */
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
