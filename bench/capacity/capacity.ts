import type { Sample } from '../metrics/sample.ts'
import { openLoop } from './open-loop.ts'
import type { CapacityOptions } from './options.ts'
import { sweep } from './sweep.ts'

/** What a target can take and what the generator costs, one figure after the other. */
export async function* runCapacity(options: CapacityOptions): AsyncGenerator<Sample> {
  yield* sweep(options)
  yield* openLoop(options)
}
