import { HttpClient } from '../../targets/http/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { countAttempts } from '../arms/attempts.ts'
import { newRequest } from '../core/call.ts'
import { RealClock } from '../core/real-clock.ts'
import { Histogram } from '../metrics/histogram.ts'
import { Ledger } from '../metrics/ledger.ts'
import { Timeline } from '../metrics/timeline.ts'
import { policySchema, stack } from '../policy/stack.ts'
import type { Job, JobResult } from './job.ts'

/** The policies of a careful client. They are here for their cost, and never act. */
const POLICY = [
  { kind: 'retry', retriesMax: 3, backoff: { kind: 'full-jitter', baseMs: 20, capMs: 400 }, budget: {} },
  { kind: 'breaker' },
  { kind: 'timeout', timeoutMs: 5000 },
].map((spec) => policySchema.parse(spec))

const SEED = 7
/**
 * Pause of a user whose request did not succeed, ms, so that users of a target that is gone do not spin.
 */
const PAUSE_MS = 1

/**
 * Runs a closed loop: each of `connections` users sends its next request when the one before has ended, through
 * policies and ledger.
 */
export async function closedLoop({ url, own, connections, durationMs }: Job): Promise<Omit<JobResult, 'cpuMs'>> {
  const clock = new RealClock()
  const spans = [{ phase: 'baseline' as const, fromMs: 0, toMs: durationMs }]
  const timeline = new Timeline(1000, spans)
  const settings = { spans, deadlineMs: Number.POSITIVE_INFINITY, injectedFailureRatio: () => 0 }
  const ledger = new Ledger(settings, timeline, () => clock.nowMs())
  const pool = own ? Connections.toOwn(url) : Connections.to(url)
  const onError = (error: unknown) => {
    throw error
  }
  const client = new HttpClient(clock, pool, { url, onError })
  const context = { clock, seed: SEED, observer: ledger }
  const call = stack(POLICY, context, countAttempts(client.call, clock, ledger), onError)
  let id = 0

  const user = () =>
    new Promise<void>((leave) => {
      const next = () => {
        const nowMs = clock.nowMs()
        if (nowMs >= durationMs) return leave()
        const request = newRequest(id++, nowMs)
        ledger.started(request)
        call(request, (outcome) => {
          ledger.settled(request, outcome)
          if (outcome.kind === 'ok') next()
          else clock.at(clock.nowMs() + PAUSE_MS, next)
        })
      }
      next()
    })
  await Promise.all(Array.from({ length: connections }, user))
  clock.stop()
  await pool.close()

  const counts = ledger.result()[0]!
  const latency = Histogram.from(counts.latencies.response)
  return {
    requests: counts.outcomes.ok,
    failures: counts.requests - counts.outcomes.ok,
    durationMs: ledger.lastMs,
    p50Us: latency.percentileUs(0.5),
    p99Us: latency.soundPercentileUs(0.99),
  }
}
