import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { ruleOf } from './metric-rule.ts'
import { seriesKey } from './series.ts'
import type { ComparedSample } from './side.ts'

/** One run of an arm, and that of the base arm with the same seed and repeat. */
interface Partners {
  readonly base: Sample
  readonly other: Sample
}

/**
 * How far the arms of each variant are apart, seed by seed: every arm against `baseArm` (the variant's first arm when
 * undefined), as samples of an arm called `queue/rpc`. A metric that is compared as a ratio becomes other / base, in
 * the unit `ratio`. Whatever multiplies both arms alike cancels there; overload and timeouts do not. A metric that is
 * compared as a difference becomes other - base, in its own unit. Samples without a partner of the same seed and
 * repeat are left out.
 */
export function gapSamples(samples: readonly Sample[], baseArm?: string): ComparedSample[] {
  return gapsOf([samples], baseArm)[0]!
}

/**
 * The gaps of several results. Nothing is a ratio of 0, so a gap that begins at 0 in any result is a difference in all
 * of them.
 */
export function gapsOf(results: readonly (readonly Sample[])[], baseArm?: string): ComparedSample[][] {
  const partners = results.map((samples) => partnersOf(samples, baseArm))
  const fromZero = new Set(
    partners.flat().flatMap(({ base, other }) => (base.value === 0 && other.value !== 0 ? [seriesKey(other)] : [])),
  )
  return partners.map((own) => own.map((pair) => gapOf(pair, fromZero.has(seriesKey(pair.other)))))
}

function partnersOf(samples: readonly Sample[], baseArm: string | undefined): Partners[] {
  const variants = groupBy(samples, ({ suite, variant }) => `${suite} ${variant}`)
  return [...variants.values()].flatMap((own) => {
    const first = baseArm ?? own[0]!.arm
    const bases = new Map(own.filter(({ arm }) => arm === first).map((sample) => [partnerKey(sample), sample]))
    return own.flatMap((other) => {
      const base = other.arm === first ? undefined : bases.get(partnerKey(other))
      return base === undefined ? [] : [{ base, other }]
    })
  })
}

function partnerKey({ phase, metric, seed, repeat }: Sample): string {
  return `${phase} ${metric} ${seed} ${repeat}`
}

function gapOf({ base, other }: Partners, isFromZero: boolean): ComparedSample {
  const isRatio = ruleOf(other).effect === 'ratio' && !isFromZero
  return {
    ...other,
    arm: `${other.arm}/${base.arm}`,
    ...(isRatio ? { unit: 'ratio' } : { isDifference: true }),
    value: base.value === other.value ? Number(isRatio) : isRatio ? other.value / base.value : other.value - base.value,
    status: base.status === 'valid' ? other.status : base.status,
  }
}
