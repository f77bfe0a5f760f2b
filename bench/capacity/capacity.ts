import type { Sample } from '../metrics/sample.ts'
import { openLoop } from './open-loop.ts'
import type { CapacityOptions } from './options.ts'
import { sweep } from './sweep.ts'

/**
 * Measures the capacity of a target and the cost of the generator, one figure after the other. Figures without a value
 * are left out.
 */
export async function* runCapacity(options: CapacityOptions): AsyncGenerator<Sample> {
  // The open loop comes first, because the load of the sweep would disturb it.
  for (const part of [openLoop, sweep]) {
    for await (const sample of part(options)) if (Number.isFinite(sample.value)) yield sample
  }
}
