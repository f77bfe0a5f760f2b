import { OwnTarget } from '../../targets/http/own-target.ts'
import { ATTEMPT_HEADER, writeAttempt } from '../../targets/http/protocol.ts'
import { modelSchema } from '../../targets/spec.ts'
import { ascending, median } from '../core/order.ts'
import { epochMs } from '../core/real-clock.ts'
import { reach } from '../engine/reach.ts'
import { figure, type Sample } from '../metrics/sample.ts'
import { Generator } from './generator.ts'
import { GENERATORS, type GeneratorName, type JobResult } from './job.ts'
import { kneeOf } from './knee.ts'
import type { CapacityOptions } from './options.ts'

/**
 * A service of known capacity, 1000 requests/s. It shows whether the sweep finds the knee at 10 connections.
 */
const TEN_WORKERS = modelSchema.parse({ model: 'workers', slots: 10, service: { kind: 'constant', ms: 10 } })
const CONNECTIONS = [1, 2, 4, 8, 10, 16, 32, 64, 128]
/** Connections of the warm-up, whose answers are thrown away. */
const WARM_UP_CONNECTIONS = 64
const WARM_UP_MS = 2000
/**
 * Fewest requests of a level from which the cost of a request is computed. With fewer the cost of waiting counts more.
 */
const COST_REQUESTS_MIN = 2000

interface Subject {
  readonly name: string
  readonly url: string
  readonly own: boolean
}

/**
 * Runs both generators in a closed loop at each number of connections, in turn. Then it compares knee and cost of a
 * request side by side.
 */
export async function* sweep(options: CapacityOptions): AsyncGenerator<Sample> {
  if (options.url !== undefined) await reach(options.url)
  const target = options.url === undefined ? await OwnTarget.start() : undefined
  const generators = new Map<GeneratorName, Generator>()
  try {
    await target?.reset({ model: TEN_WORKERS, faults: [], seed: 7, originEpochMs: epochMs() })
    for (const name of GENERATORS) generators.set(name, await Generator.start(name))
    for (const subject of subjectsOf(target, options)) yield* sweepOne(subject, generators, options)
  } finally {
    for (const generator of generators.values()) generator.stop()
    await target?.stop()
  }
}

function subjectsOf(target: OwnTarget | undefined, { url }: CapacityOptions): Subject[] {
  if (target === undefined) return [{ name: 'url', url: url!, own: false }]
  return [
    { name: 'bare-http', url: target.warmUpUrl, own: true },
    { name: 'ten-workers', url: target.workUrl, own: true },
  ]
}

async function* sweepOne(
  { name, url, own }: Subject,
  generators: ReadonlyMap<GeneratorName, Generator>,
  { levelMs, onProgress }: CapacityOptions,
): AsyncGenerator<Sample> {
  const job = { url, own, headers: own ? { [ATTEMPT_HEADER]: writeAttempt(0, 1, Number.POSITIVE_INFINITY) } : {} }
  for (const generator of generators.values()) {
    onProgress(`${name}: warm-up`)
    await generator.measure({ ...job, connections: WARM_UP_CONNECTIONS, durationMs: WARM_UP_MS })
  }
  const results = new Map<GeneratorName, Map<number, JobResult>>(GENERATORS.map((by) => [by, new Map()]))
  for (const [i, connections] of CONNECTIONS.entries()) {
    // The order alternates, so that a slow minute of the machine affects both.
    for (const by of i % 2 === 0 ? GENERATORS : GENERATORS.toReversed()) {
      onProgress(`${name}: ${by}, ${connections} connections`)
      const result = await generators.get(by)!.measure({ ...job, connections, durationMs: levelMs })
      results.get(by)!.set(connections, result)
      yield* levelFigures(by, `${name}-c${connections}`, result)
    }
  }
  for (const [by, levels] of results) yield* kneeFigures(by, name, levels)
  yield* costFigures(name, results)
}

function* levelFigures(arm: GeneratorName, variant: string, result: JobResult): Iterable<Sample> {
  const common = { suite: 'capacity', arm, variant, requests: result.requests + result.failures } as const
  yield figure({ ...common, metric: 'throughput', unit: 'per_second', better: 'higher', value: rateOf(result) })
  yield figure({ ...common, metric: 'failed', unit: 'count', better: 'lower', value: result.failures })
  yield figure({ ...common, metric: 'generator_cpu', unit: 'us', better: 'lower', value: cpuUsOf(result) })
  yield figure({ ...common, metric: 'response_p50', unit: 'us', better: 'lower', value: result.p50Us })
  yield figure({ ...common, metric: 'response_p99', unit: 'us', better: 'lower', value: result.p99Us })
}

function* kneeFigures(arm: GeneratorName, variant: string, levels: ReadonlyMap<number, JobResult>): Iterable<Sample> {
  const knee = kneeOf([...levels].map(([connections, result]) => ({ connections, requestsPerSecond: rateOf(result) })))
  if (knee === undefined) return
  const common = { suite: 'capacity', arm, variant } as const
  yield figure({
    ...common,
    metric: 'knee_connections',
    unit: 'count',
    better: 'neither',
    value: knee.connections,
  })
  yield figure({
    ...common,
    metric: 'knee_throughput',
    unit: 'per_second',
    better: 'higher',
    value: knee.requestsPerSecond,
  })
}

/**
 * CPU time of a request in this client, with policies and ledger, over that in autocannon: median of the busy levels.
 */
function* costFigures(
  variant: string,
  results: ReadonlyMap<GeneratorName, ReadonlyMap<number, JobResult>>,
): Iterable<Sample> {
  const [peer, own] = GENERATORS.map((by) => results.get(by)!)
  const ratios = [...own!].flatMap(([connections, result]) => {
    const other = peer!.get(connections)!
    return Math.min(result.requests, other.requests) < COST_REQUESTS_MIN ? [] : [cpuUsOf(result) / cpuUsOf(other)]
  })
  const value = median(ascending(ratios))
  yield figure({
    suite: 'capacity',
    arm: 'stormbench',
    variant,
    unit: 'ratio',
    better: 'lower',
    value,
    metric: 'generator_cpu_vs_autocannon',
  })
}

function rateOf({ requests, durationMs }: JobResult): number {
  return (requests * 1000) / durationMs
}

function cpuUsOf({ requests, cpuMs }: JobResult): number {
  return (cpuMs * 1000) / requests
}
