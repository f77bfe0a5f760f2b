import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { Conditions, MeasuredBroker } from '../../bench/micro/brokers/broker-micro.ts'
import type { MeasuredSuite } from '../suite/measured-suites.ts'

export interface MeasureOptions {
  readonly quick: boolean
  /** The user's own service for `capacity`. */
  readonly url: string | undefined
  /** Brokers whose drivers `micro` measures instead of the hot parts in this process. */
  readonly brokers: readonly MeasuredBroker[]
  readonly brokerUrls: BrokerUrls
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  /** Receives which brokers are measured, and how, before the first figure. */
  readonly onBrokers: (conditions: Conditions) => void
}

/** Runs a measuring suite, figure by figure. @throws CannotRunError when it cannot be run. */
export async function* measure(name: MeasuredSuite, options: MeasureOptions): AsyncGenerator<Sample> {
  try {
    if (name === 'capacity') yield* capacity(options)
    else yield* options.brokers.length > 0 ? brokers(options) : micro(options)
  } catch (error) {
    // Ctrl-C also ends processes that a measurement and the loader need.
    if (options.signal.aborted) return
    if (error instanceof CannotRunError || error instanceof ConfigError) throw error
    throw new CannotRunError(`${name}: ${(error as Error).message}`)
  }
}

async function* capacity({ quick, url, onProgress }: MeasureOptions): AsyncGenerator<Sample> {
  const { runCapacity } = await import('../../bench/capacity/capacity.ts')
  const [levelMs, openLoopMs] = quick ? [1000, 2000] : [2000, 10_000]
  yield* runCapacity({ url, levelMs, openLoopMs, onProgress })
}

async function* micro({ quick, onProgress }: MeasureOptions): AsyncGenerator<Sample> {
  const { runMicro } = await import('../../bench/micro/micro.ts')
  const [repeats, timeMs] = quick ? [1, 100] : [3, 300]
  yield* runMicro({ repeats, timeMs, onProgress })
}

async function* brokers({ quick, brokerUrls, onBrokers, ...options }: MeasureOptions): AsyncGenerator<Sample> {
  const { runBrokerMicro } = await import('../../bench/micro/brokers/broker-micro.ts')
  const durations = quick
    ? { warmUpMs: 1000, throughputMs: 1000, steadyMs: 2000 }
    : { warmUpMs: 2000, throughputMs: 3000, steadyMs: 5000 }
  // An even number, so that each side goes first equally often. Six are the fewest with an interval of 95 %.
  const pairs = quick ? 2 : 6
  yield* runBrokerMicro({ ...options, urls: brokerUrls, pairs, durations, onBegin: onBrokers })
}
