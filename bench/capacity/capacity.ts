import type { Sample } from '../metrics/sample.ts'
import { openLoop } from './open-loop.ts'
import type { CapacityOptions } from './options.ts'
import { sweep } from './sweep.ts'

/**
 * What a target can take and what the generator costs, one figure after the other; what nothing was measured for is
 * left out.
 */
export async function* runCapacity(options: CapacityOptions): AsyncGenerator<Sample> {
  // The open loop first: it is the one that the load of the other would disturb.
  for (const part of [openLoop, sweep]) {
    for await (const sample of part(options)) if (Number.isFinite(sample.value)) yield sample
  }
}
