import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { gapsOf } from './gap.ts'
import type { Side } from './side.ts'

/**
 * Makes two sides of one result: `baseArm` (the variant's first arm when undefined) against each other arm. Such a pair
 * is called `queue/rpc` on both sides. Their runs took turns. A series that only one of the two arms has is left out.
 */
export function armSides(side: Side, baseArm?: string): { readonly base: Side; readonly head: Side } {
  const base: Sample[] = []
  const head: Sample[] = []
  for (const own of groupBy(side.samples, ({ suite, variant }) => `${suite} ${variant}`).values()) {
    const arms = groupBy(own, ({ arm }) => arm)
    const first = baseArm ?? own[0]!.arm
    const of = arms.get(first) ?? []
    for (const [arm, samples] of arms) {
      if (arm === first || of.length === 0) continue
      const both = common(of, samples)
      const named = (sample: Sample): Sample => ({ ...sample, arm: `${arm}/${first}` })
      base.push(...of.filter(({ phase, metric }) => both.has(`${phase} ${metric}`)).map(named))
      head.push(...samples.filter(({ phase, metric }) => both.has(`${phase} ${metric}`)).map(named))
    }
  }
  const turns = { ...side, interleaved: 'arms of one result' }
  return { base: { ...turns, samples: base }, head: { ...turns, samples: head } }
}

/** Replaces the figures of both sides by the gaps between their arms, to ask whether a gap changed. */
export function gapSides(base: Side, head: Side, baseArm?: string): { readonly base: Side; readonly head: Side } {
  const [was, is] = gapsOf([base.samples, head.samples], baseArm)
  return { base: { ...base, samples: was! }, head: { ...head, samples: is! } }
}

function common(a: readonly Sample[], b: readonly Sample[]): ReadonlySet<string> {
  const names = (samples: readonly Sample[]) => new Set(samples.map(({ phase, metric }) => `${phase} ${metric}`))
  const own = names(a)
  return new Set([...names(b)].filter((name) => own.has(name)))
}
