import { normalQuantile } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { wilson } from '../../bench/metrics/wilson.ts'
import { compareSides } from './judge.ts'
import type { Side } from './side.ts'

/** A comparison promises at most this share of false alarms. */
export const FALSE_ALARMS_MAX = 0.05

/** A setting in which identical sides are compared. */
export interface FalseAlarmTrial {
  /** Runs on each side. */
  readonly runs: number
  /** Gating series, a multiple of 4. */
  readonly series: number
  readonly seed: number
}

/** How often a comparison reported a difference between identical sides. */
export interface FalseAlarms extends FalseAlarmTrial {
  readonly comparisons: number
  /** Comparisons with a gating series that regressed or improved. */
  readonly alarms: number
  readonly share: number
  /** Wilson interval (95 %) of the share. */
  readonly low: number
  readonly high: number
  readonly max: number
  /** The promise is not refuted: the interval does not lie above it. */
  readonly holds: boolean
}

/** Metrics as a burst makes them: a median in us, how far runs vary, and how much slower a run is that a pause hits. */
const METRICS = [
  { metric: 'response_p50', unit: 'us', better: 'lower', sigma: 0.05, hit: 1.2, of: (x: number) => 10_000 * x },
  { metric: 'response_p99', unit: 'us', better: 'lower', sigma: 0.2, hit: 3, of: (x: number) => 80_000 * x },
  { metric: 'goodput_ratio', unit: 'ratio', better: 'higher', sigma: 0.3, hit: 2, of: (x: number) => 1 - 0.1 * x },
  { metric: 'retry_amplification', unit: 'ratio', better: 'lower', sigma: 0.2, hit: 2, of: (x: number) => 1 + 0.3 * x },
] as const
/** Share of runs that a pause hits. It hits all series of a run alike, as a pause of the machine does. */
const HIT_SHARE = 0.1
/** How far the speed of the machine varies from run to run, for all series alike. */
const MACHINE_SIGMA = 0.05

/** Whether the `index`-th comparison reports a difference, although both sides have the same distribution. */
export function isFalseAlarm(index: number, trial: FalseAlarmTrial): boolean {
  const rows = compareSides(simulatedSide(index, 0, trial), simulatedSide(index, 1, trial))
  return rows.some(({ gates, verdict }) => gates && (verdict === 'regressed' || verdict === 'improved'))
}

/** The share of false alarms, and whether it keeps the promise. */
export function falseAlarmsOf(alarms: number, comparisons: number, trial: FalseAlarmTrial): FalseAlarms {
  const [low, high] = wilson(alarms, comparisons)
  const share = alarms / comparisons
  return { ...trial, comparisons, alarms, share, low, high, max: FALSE_ALARMS_MAX, holds: low <= FALSE_ALARMS_MAX }
}

function simulatedSide(index: number, side: number, { runs, series, seed }: FalseAlarmTrial): Side {
  const samples = Array.from({ length: series }, (_, place) =>
    Array.from({ length: runs }, (_, run): Sample => {
      const { metric, unit, better, sigma, hit, of } = METRICS[place % METRICS.length]!
      const at = (2 * index + side) * runs + run
      const isHit = draw(seed, STREAM.fault, at, 0) < HIT_SHARE
      const machine = MACHINE_SIGMA * normalQuantile(draw(seed, STREAM.client, at, 0))
      const own = sigma * normalQuantile(draw(seed, STREAM.service, at, place))
      return {
        suite: 'burst',
        variant: 'default',
        arm: `arm-${Math.floor(place / METRICS.length) + 1}`,
        phase: 'all',
        metric,
        unit,
        better,
        kind: 'noisy',
        requests: 1000,
        status: 'valid',
        repeat: run + 1,
        seed: run + 1,
        value: of(Math.exp(machine + own) * (isHit ? hit : 1)),
      }
    }),
  ).flat()
  return { samples, plans: { burst: 'one' }, environmentClass: 'one', interleaved: null }
}
