import { meanMs, meanOfLargestMs } from '../bench/core/distribution.ts'
import { type ChainSpec, isService, type ModelSpec, type TargetSpec } from './spec.ts'

/**
 * Most requests per second that a target can do without faults and retries:
 * - `workers`: shards x slots / mean service time
 * - `linear`: 1000 / perInFlightMs
 * - `tutorial`: capacityPerSecond / 10 x 1000 / overloadMs, its limit for many attempts in flight (more for few)
 * - `chain`: that of its narrowest tier
 *
 * Undefined for the user's own service, and for workers whose work takes no time, which have no limit.
 */
export function capacityPerSecond(spec: TargetSpec): number | undefined {
  if (isService(spec)) return undefined
  const perSecond = spec.model === 'chain' ? chainPerSecond(spec) : singlePerSecond(spec)
  return perSecond === Number.POSITIVE_INFINITY ? undefined : perSecond
}

type Single = Exclude<ModelSpec, ChainSpec>

function singlePerSecond(spec: Single): number {
  switch (spec.model) {
    case 'tutorial':
      return spec.overloadMs === 0 ? Number.POSITIVE_INFINITY : (spec.capacityPerSecond * 100) / spec.overloadMs
    case 'linear':
      return 1000 / spec.perInFlightMs
    case 'workers':
      return (spec.shards * spec.slots * 1000) / meanMs(spec.service)
  }
}

/**
 * Capacity of a tier. An attempt holds its slot while the tiers behind it work, so the tier passes fewer attempts than
 * its own work would allow. The slowest of parallel calls counts. This is exact for the tier before the leaf, and a
 * little too high for those before it.
 */
function chainPerSecond({ tiers, leaf }: ChainSpec): number {
  let heldMs = unloadedMs(leaf, tiers.at(-1)!.fanOut)
  const slotsPerSecond = tiers.map(() => 0)
  for (let i = tiers.length - 1; i >= 0; i--) {
    heldMs += meanMs(tiers[i]!.service)
    slotsPerSecond[i] = (tiers[i]!.slots * 1000) / heldMs
  }
  let calls = 1
  let least = Number.POSITIVE_INFINITY
  for (const [i, { fanOut }] of tiers.entries()) {
    least = Math.min(least, slotsPerSecond[i]! / calls)
    calls *= fanOut
  }
  return Math.min(least, singlePerSecond(leaf) / calls)
}

/** Mean time until the slowest of `calls` parallel attempts is answered by an idle model, network included. */
function unloadedMs(spec: Single, calls: number): number {
  const networkMs = spec.network === undefined ? 0 : 2 * meanMs(spec.network)
  switch (spec.model) {
    case 'tutorial':
      return networkMs + spec.baseMs + spec.jitterMs / 2
    case 'linear':
      return networkMs + spec.baseMs + spec.perInFlightMs
    case 'workers':
      return networkMs + meanOfLargestMs(spec.service, calls)
  }
}
