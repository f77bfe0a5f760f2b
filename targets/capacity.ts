import { meanMs, meanOfLargestMs } from '../bench/core/distribution.ts'
import type { ChainSpec, ModelSpec, TargetSpec } from './spec.ts'

/**
 * Requests per second a target can do at most, without faults and retries: of workers shards x slots / mean service
 * time, of `linear` 1000 / perInFlightMs, of `tutorial` what it tends to as the attempts in flight grow,
 * capacityPerSecond / 10 x 1000 / overloadMs (more while few are in flight), of a chain that of its narrowest tier.
 * Undefined for a service of one's own and for workers that need no time, which have no limit.
 */
export function capacityPerSecond(spec: TargetSpec): number | undefined {
  if (spec.model === 'url') return undefined
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
 * A slot of a tier is held while the tiers behind it work, so it passes on fewer attempts than its own work would
 * allow. Of parallel calls the slowest counts; that is exact in front of the leaf, further in front it is a little too
 * much.
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
