import type { Clock } from '../../core/clock.ts'
import { epochMs, RealClock } from '../../core/real-clock.ts'
import { drive } from '../../load/driver.ts'
import { steady } from '../../load/plan.ts'
import { Histogram } from '../../metrics/histogram.ts'
import { NOTHING } from '../../policy/policy.ts'
import { passed, type Traffic } from './traffic.ts'

/** Messages in flight at once while throughput is measured. */
export const WINDOW = 100
/** Rate of the open loop, low enough for every broker. */
export const RATE_PER_SECOND = 500
/** Time from making the clock to the begin of the plan, ms. */
const LEAD_MS = 20
const DISPATCH_LATE_MAX_MS = 250

/** Lengths of the parts, ms. */
export interface Durations {
  readonly warmUpMs: number
  readonly throughputMs: number
  readonly steadyMs: number
}

export interface Throughput {
  readonly messages: number
  readonly durationMs: number
  /** CPU time of this process, user and system. */
  readonly cpuMs: number
}

/** Time from the planned start of a message to its settlement. NaN where too few messages lie beyond the percentile. */
export interface Latency {
  readonly messages: number
  readonly p50Us: number
  readonly p99Us: number
}

/**
 * Measures a closed loop: whenever a message has been confirmed and settled, the next one is sent. The warm-up before
 * the measured part does not count.
 */
export async function throughput(
  traffic: Traffic,
  clock: Clock,
  { warmUpMs, throughputMs }: Durations,
): Promise<Throughput> {
  const fill = () => {
    while (!traffic.isStopped && traffic.onTheirWay < WINDOW) traffic.send(clock.nowMs())
  }
  traffic.onProgress = fill
  fill()
  await passed(clock, warmUpMs)
  const [fromMs, fromCount, fromCpu] = [clock.nowMs(), traffic.completed, process.cpuUsage()]
  await passed(clock, throughputMs)
  const { user, system } = process.cpuUsage(fromCpu)
  const [messages, durationMs] = [traffic.completed - fromCount, clock.nowMs() - fromMs]
  traffic.onProgress = NOTHING
  await traffic.drained(clock)
  if (messages === 0) throw new Error(`no message came within ${throughputMs} ms`)
  return { messages, durationMs, cpuMs: (user + system) / 1000 }
}

/** Measures an open loop. A message that could not be sent in time counts as slower than all others. */
export async function latency(traffic: Traffic, { steadyMs }: Durations): Promise<Latency> {
  const clock = new RealClock({ originEpochMs: epochMs() + LEAD_MS })
  const latencies = new Histogram()
  let dropped = 0
  traffic.onSettled = ({ intendedMs }) => latencies.record(clock.nowMs() - intendedMs)
  const arrivals = {
    start: (_: number, intendedMs: number) => traffic.send(intendedMs),
    dropLate: () => {
      dropped += 1
    },
  }
  const plan = steady({ ratePerSecond: RATE_PER_SECOND, durationMs: steadyMs })
  await new Promise<void>((done) => {
    drive(clock, plan, { ...arrivals, done }, { dispatchLateMaxMs: DISPATCH_LATE_MAX_MS })
  })
  await traffic.drained(clock)
  clock.stop()
  return {
    messages: latencies.count + dropped,
    p50Us: latencies.percentileUs(0.5, dropped),
    p99Us: latencies.soundPercentileUs(0.99, dropped),
  }
}
