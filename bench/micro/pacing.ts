import { type Pacing, RealClock } from '../core/real-clock.ts'
import { drive } from '../load/driver.ts'
import { steady } from '../load/plan.ts'
import { Histogram } from '../metrics/histogram.ts'
import { figure, type Sample } from '../metrics/sample.ts'

const PLAN = { ratePerSecond: 20_000, durationMs: 1000 }
const PACINGS = ['timer', 'precise'] as const satisfies Pacing[]

/** Plans 20,000 starts in a second with no work behind them, and measures how many started and how late. */
export async function pacing(repeat: number): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const way of PACINGS) {
    const { started, delays } = await paced(way)
    const common = { suite: 'micro', arm: `pacing: ${way}`, variant: 'default', repeat, requests: started } as const
    samples.push(
      figure({ ...common, metric: 'starts', unit: 'count', better: 'higher', value: started }),
      figure({
        ...common,
        metric: 'dispatch_delay_p50',
        unit: 'us',
        better: 'lower',
        value: delays.percentileUs(0.5),
      }),
      figure({
        ...common,
        metric: 'dispatch_delay_p99',
        unit: 'us',
        better: 'lower',
        value: delays.percentileUs(0.99),
      }),
    )
  }
  return samples
}

async function paced(way: Pacing): Promise<{ started: number; delays: Histogram }> {
  const clock = new RealClock({ pacing: way })
  const delays = new Histogram()
  let started = 0
  await new Promise<void>((done) => {
    const start = (_: number, intendedMs: number) => {
      started += 1
      delays.record(clock.nowMs() - intendedMs)
    }
    drive(clock, steady(PLAN), { start, dropLate: () => undefined, done }, { dispatchLateMaxMs: 250 })
  })
  clock.stop()
  return { started, delays }
}
