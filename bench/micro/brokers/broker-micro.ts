import { driverOf } from '../../brokers/catalogue.ts'
import { CONSUMERS } from '../../brokers/peer.ts'
import { type BrokerInfo, type RealBrokerKind, STORAGES } from '../../core/broker-info.ts'
import type { BrokerUrls } from '../../engine/broker-host.ts'
import { figure, type Sample } from '../../metrics/sample.ts'
import type { BrokerAnswer } from './broker-job.ts'
import { measureInChild } from './child-of.ts'
import { type Durations, RATE_PER_SECOND, WINDOW } from './measurement.ts'
import { SIDES, type Side } from './peers.ts'

/** A broker whose driver is measured. */
export interface MeasuredBroker {
  readonly kind: RealBrokerKind
  /** The usual storage of the broker when undefined. */
  readonly storage: string | undefined
}

export interface BrokerMicroOptions {
  readonly brokers: readonly MeasuredBroker[]
  readonly urls: BrokerUrls
  /** Number of times that both sides are measured, one after the other. */
  readonly pairs: number
  readonly durations: Durations
  /** Ends the measurement. All figures so far have been yielded by then. */
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  /** Called with the conditions before anything is measured. */
  readonly onBegin: (conditions: Conditions) => void
}

/** The conditions of a measurement, for its report. */
export interface Conditions extends Durations {
  readonly brokers: Readonly<Record<string, BrokerInfo>>
  readonly window: number
  readonly consumers: number
  readonly ratePerSecond: number
  readonly pairs: number
}

type Measured = Extract<BrokerAnswer, { kind: 'measured' }>

const NS_PER_MS = 1e6

/**
 * Measures the cost of the drivers beside a bare loop of the same client library. Both sides take turns, and every
 * second pair is in the other order.
 * @throws CannotRunError when a broker cannot be used, before anything is measured.
 */
export async function* runBrokerMicro(options: BrokerMicroOptions): AsyncGenerator<Sample> {
  const { brokers, urls, pairs, durations, signal, onProgress, onBegin } = options
  const infos: Record<string, BrokerInfo> = {}
  for (const broker of brokers) infos[labelOf(broker)] = await infoOf(broker, urls)
  const fixed = { window: WINDOW, consumers: CONSUMERS, ratePerSecond: RATE_PER_SECOND }
  onBegin({ brokers: infos, ...fixed, pairs, ...durations })
  for (const broker of brokers) {
    const { kind } = broker
    for (let pair = 1; pair <= pairs; pair++) {
      const results = new Map<Side, Measured>()
      for (const side of pair % 2 === 1 ? SIDES : SIDES.toReversed()) {
        onProgress(`${labelOf(broker)}: pair ${pair}/${pairs}, ${side}`)
        const measured = await measureInChild({ ...broker, ...durations, url: urls[kind], side }, signal)
        if (measured === undefined) return
        results.set(side, measured)
      }
      yield* figuresOf(labelOf(broker), results, pair)
    }
  }
}

/** Returns the figures of one pair, the bare client first. */
function* figuresOf(label: string, results: ReadonlyMap<Side, Measured>, repeat: number): Iterable<Sample> {
  const bareCpu = cpuNsOf(results.get('bare client')!)
  for (const [side, result] of SIDES.map((side) => [side, results.get(side)!] as const)) {
    const { messages, durationMs } = result.throughput
    const arm = `${label}: ${side}, window ${WINDOW}`
    const common = { suite: 'micro', variant: 'default', better: 'lower', repeat } as const
    const busy = { ...common, arm, requests: messages }
    const value = (messages * 1000) / durationMs
    yield figure({ ...busy, metric: 'throughput', unit: 'per_second', better: 'higher', value })
    yield figure({ ...busy, metric: 'cpu_per_message', unit: 'ns', value: cpuNsOf(result) })
    if (side === 'driver')
      yield figure({ ...busy, metric: 'cpu_vs_bare', unit: 'ratio', value: cpuNsOf(result) / bareCpu })
    const { messages: requests, p50Us, p99Us } = result.latency
    const calm = { ...common, arm: `${label}: ${side}, ${RATE_PER_SECOND}/s`, unit: 'us', requests } as const
    yield figure({ ...calm, metric: 'complete_p50', value: p50Us })
    if (!Number.isNaN(p99Us)) yield figure({ ...calm, metric: 'complete_p99', value: p99Us })
  }
}

function cpuNsOf({ throughput: { cpuMs, messages } }: Measured): number {
  return (cpuMs * NS_PER_MS) / messages
}

function labelOf({ kind, storage }: MeasuredBroker): string {
  return `${kind} (${storage ?? STORAGES[kind][0]})`
}

async function infoOf({ kind, storage }: MeasuredBroker, urls: BrokerUrls): Promise<BrokerInfo> {
  const driver = await driverOf(kind)
  const server = await driver.connect({ url: urls[kind], storage })
  await server.close()
  return server.info
}
