import { groupBy } from '../core/group-by.ts'
import type { Sample } from '../metrics/sample.ts'
import { gateOf } from './gate.ts'

/**
 * How far the arms of each variant are apart, seed by seed: every arm against `baseArm` (the variant's first arm when undefined), as samples of an
 * arm called `queue/rpc`. What is compared as a ratio is other / base with unit `ratio`: whatever multiplies both arms alike cancels, overload and timeouts do not; what is
 * compared as a difference is other - base in its own unit. Samples that have no partner with the same seed and repeat are left out.
 */
export function gapSamples(samples: readonly Sample[], baseArm?: string): Sample[] {
  const variants = groupBy(samples, ({ suite, variant }) => `${suite} ${variant}`)
  return [...variants.values()].flatMap((own) => {
    const base = baseArm ?? own[0]!.arm
    const partners = new Map(own.filter(({ arm }) => arm === base).map((sample) => [partnerKey(sample), sample]))
    return own.flatMap((sample) => {
      const partner = sample.arm === base ? undefined : partners.get(partnerKey(sample))
      return partner === undefined ? [] : [gapOf(partner, sample)]
    })
  })
}

function partnerKey({ phase, metric, seed, repeat }: Sample): string {
  return `${phase} ${metric} ${seed} ${repeat}`
}

function gapOf(base: Sample, other: Sample): Sample {
  const isRatio = gateOf(other).effect === 'ratio'
  return {
    ...other,
    arm: `${other.arm}/${base.arm}`,
    unit: isRatio ? 'ratio' : other.unit,
    value: base.value === other.value ? Number(isRatio) : isRatio ? other.value / base.value : other.value - base.value,
    status: base.status === 'valid' ? other.status : base.status,
  }
}
