import { runCapacity } from '../bench/capacity/capacity.ts'
import type { Sample } from '../bench/metrics/sample.ts'
import { runMicro } from '../bench/micro/micro.ts'
import { CannotRunError } from '../bench/target-host.ts'
import type { MeasuredSuite } from './select.ts'

export interface MeasureOptions {
  readonly quick: boolean
  /** The user's own service for `capacity`. */
  readonly url: string | undefined
  readonly onProgress: (line: string) => void
}

/** What the suites that measure something else than arms under load ask. */
export const QUESTIONS: Readonly<Record<MeasuredSuite, string>> = {
  capacity: 'How much can the target take, and what does the generator cost beside autocannon?',
  micro: 'What do the hot parts cost: breaker, backoff, histogram, queue, agenda, pacing, memory?',
}

/** Runs a measuring suite, figure by figure. @throws CannotRunError when it cannot be run. */
export async function* measure(name: MeasuredSuite, options: MeasureOptions): AsyncGenerator<Sample> {
  try {
    yield* name === 'capacity' ? capacity(options) : micro(options)
  } catch (error) {
    if (error instanceof CannotRunError) throw error
    throw new CannotRunError(`${name}: ${(error as Error).message}`)
  }
}

function capacity({ quick, url, onProgress }: MeasureOptions): AsyncGenerator<Sample> {
  const [levelMs, openLoopMs] = quick ? [1000, 2000] : [2000, 10_000]
  return runCapacity({ url, levelMs, openLoopMs, onProgress })
}

function micro({ quick, onProgress }: MeasureOptions): AsyncGenerator<Sample> {
  const [repeats, timeMs] = quick ? [1, 100] : [3, 300]
  return runMicro({ repeats, timeMs, onProgress })
}
