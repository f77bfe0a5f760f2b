import type { Fault } from '../faults.ts'
import type { TargetSpec } from '../spec.ts'
import { shardOf } from './shards.ts'

/** Tells whether a request goes to a shard that no fault touches; undefined when all faults touch all of the target. */
export function sparedBy(
  spec: TargetSpec,
  faults: readonly Fault[],
  seed: number,
): ((request: number) => boolean) | undefined {
  if (spec.model !== 'workers' || faults.length === 0 || faults.some(({ shard }) => shard === undefined))
    return undefined
  const touched = new Set(faults.map(({ shard }) => shard))
  return (request) => !touched.has(shardOf(spec, seed, request))
}
