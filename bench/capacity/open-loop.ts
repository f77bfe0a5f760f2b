import { cellsOf } from '../cell.ts'
import { runReal } from '../engine/real.ts'
import { TargetHost } from '../engine/target-host.ts'
import { figure, type Sample, samplesOf } from '../metrics/sample.ts'
import { parseSuite } from '../parse-suite.ts'
import type { CapacityOptions } from './options.ts'

const RATE_PER_SECOND = 5000
/** Warm-up, ms: compiling code would decide the tail. */
const WARM_UP_MS = 3000
const PACINGS = ['timer', 'precise'] as const
/** Metrics of a run that show how well the generator kept its plan. */
const METRICS = new Set([
  'requests',
  'dropped',
  'dispatch_delay_p50',
  'dispatch_delay_p99',
  'dispatch_delay_max',
  'response_p50',
  'response_p99',
])

/** Measures how late requests start in an open loop of 5000 requests/s, with both ways of pacing. */
export async function* openLoop({ url, openLoopMs, onProgress }: CapacityOptions): AsyncGenerator<Sample> {
  const host = new TargetHost()
  try {
    const medians: number[] = []
    for (const pacing of PACINGS) {
      onProgress(`open loop: ${RATE_PER_SECOND}/s, pacing ${pacing}`)
      const [cell] = cellsOf(suiteOf(pacing, url, openLoopMs))
      await host.prepare(cell!.target)
      const run = await runReal(cell!, host, { repeat: 1 })
      const samples = samplesOf(run).filter(({ metric, phase }) => phase === 'all' && METRICS.has(metric))
      yield* samples.map((sample) => ({ ...sample, arm: 'stormbench', variant: `open-loop-${pacing}` }))
      medians.push(samples.find(({ metric }) => metric === 'dispatch_delay_p50')?.value ?? Number.NaN)
    }
    const [timer, precise] = medians
    yield figure({
      suite: 'capacity',
      arm: 'stormbench',
      variant: 'open-loop-precise',
      unit: 'ratio',
      better: 'lower',
      metric: 'dispatch_delay_p50_vs_timer',
      value: precise! / timer!,
    })
  } finally {
    await host.close()
  }
}

function suiteOf(pacing: (typeof PACINGS)[number], url: string | undefined, durationMs: number) {
  return parseSuite({
    name: 'capacity',
    question: 'How late does the generator start its requests?',
    pacing,
    repeats: 1,
    target:
      url === undefined ? { model: 'workers', slots: 100, service: { kind: 'constant', ms: 1 } } : { url, warmUpMs: 0 },
    load: {
      stages: [
        { durationMs: WARM_UP_MS, ratePerSecond: RATE_PER_SECOND, phase: 'warmup' },
        { durationMs, ratePerSecond: RATE_PER_SECOND, phase: 'baseline' },
      ],
    },
    arms: { stormbench: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 1000 }] } },
  })
}
