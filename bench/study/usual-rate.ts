import { capacityPerSecond } from '../../targets/capacity.ts'
import { atCapacity, baseRateOf } from '../load/load.ts'
import { usualAndLastRate } from '../load/trigger.ts'
import type { Suite } from '../suite.ts'

/**
 * Returns the rate right before the trigger, requests/s. Without a trigger, or with nothing before it, it is the first
 * rate of the load. Undefined for a trace or a load of bursts alone.
 */
export function usualRatePerSecond({
  load,
  faults,
  target,
}: Pick<Suite, 'load' | 'faults' | 'target'>): number | undefined {
  const absolute = atCapacity(load, capacityPerSecond(target) ?? Number.NaN)
  const first = baseRateOf(absolute)
  return first === undefined ? undefined : usualAndLastRate({ load: absolute, faults })?.usual || first
}
