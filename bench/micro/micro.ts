import { Bench } from 'tinybench'
import { figure, type Sample } from '../metrics/sample.ts'
import { memory, memoryInFlight, virtual } from './child-figures.ts'
import { BATCH, type Operation } from './operation.ts'
import { operations } from './operations.ts'
import { pacing } from './pacing.ts'
import { proxying } from './proxying.ts'

export interface MicroOptions {
  readonly repeats: number
  /** Time for which each operation is measured in one repeat, ms. */
  readonly timeMs: number
  readonly onProgress: (line: string) => void
}

const NS_PER_MS = 1e6

/** Measures the cost of the hot parts, one figure after the other. Those with a peer also have a ratio to it. */
export async function* runMicro({ repeats, timeMs, onProgress }: MicroOptions): AsyncGenerator<Sample> {
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const costs = new Map<string, number>()
    for (const operation of operations()) {
      onProgress(`${repeat}/${repeats} ${operation.name}`)
      costs.set(operation.name, await costNs(operation, timeMs))
      yield* operationFigures(operation, costs, repeat)
    }
    onProgress(`${repeat}/${repeats} pacing`)
    yield* await pacing(repeat)
    onProgress(`${repeat}/${repeats} fault proxy`)
    yield* await proxying(repeat)
    onProgress(`${repeat}/${repeats} virtual time`)
    yield* await virtual(repeat)
  }
  onProgress('memory of 1,000,000 requests')
  yield* await memory(1)
  yield* await memoryInFlight(1)
}

function* operationFigures(
  { name, peer }: Operation,
  costs: ReadonlyMap<string, number>,
  repeat: number,
): Iterable<Sample> {
  const common = { suite: 'micro', arm: name, variant: 'default', better: 'lower', repeat } as const
  const cost = costs.get(name)!
  yield figure({ ...common, metric: 'time_per_operation', unit: 'ns', value: cost })
  if (peer === undefined) return
  yield figure({ ...common, metric: 'time_vs_peer', unit: 'ratio', value: cost / costs.get(peer)! })
}

/** Median time of one operation, ns. */
async function costNs({ name, run }: Operation, timeMs: number): Promise<number> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4, throws: true }).add(name, run)
  await bench.run()
  const { result } = bench.tasks[0]!
  if (!('latency' in result)) throw new Error(`${name} gave no result: ${result.state}`)
  return (result.latency.p50 * NS_PER_MS) / BATCH
}
