import { BROKER_METRICS } from './broker-metrics.ts'
import { COURSE_METRICS } from './course-metrics.ts'
import { goodputPerSecond } from './goodput.ts'
import { Histogram } from './histogram.ts'
import { count, type Metric, queueOnly, ratio, whole } from './metric-kind.ts'
import { LATENCIES, type LatencyName, type PhaseResult, type RunResult } from './result.ts'
import { attemptsOf, busyMs, type Scope, usefulBusyMs } from './scope.ts'

const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
] as const

/** Start and end of each kind of latency. */
export const LATENCY_ABOUT: Readonly<Record<LatencyName | 'response_adj', string>> = {
  response: 'planned start to answer, of requests that succeeded; for a queue: to completed',
  accepted: 'planned start to the broker having confirmed the message (queue only)',
  service: 'start of an attempt to its answer or to the end of waiting for it; for a queue: from dequeue',
  dispatch_delay: "planned start to actual start: the generator's own lateness",
  response_adj: 'as response, with every request that did not succeed counted as infinite',
}

/** All metrics, in the order of the files. */
export const METRICS: readonly Metric[] = [
  count('requests', 'neither', 'planned requests', ({ counts }) => counts.requests),
  count('ok', 'higher', 'requests that succeeded, late or not', ({ counts }) => counts.outcomes.ok),
  count('late', 'lower', 'requests that succeeded after their deadline', ({ counts }) => counts.late),
  count('failed', 'lower', 'requests that ended with an error', ({ counts }) => counts.outcomes.failed),
  count(
    'timeout',
    'lower',
    'requests that ended with a timeout or at their deadline',
    ({ counts }) => counts.outcomes.timeout,
  ),
  count(
    'rejected',
    'lower',
    'requests that ended rejected by a breaker, bulkhead or full queue',
    ({ counts }) => counts.outcomes.rejected,
  ),
  count(
    'dead_lettered',
    'lower',
    'requests that ended in the dead-letter queue',
    ({ counts }) => counts.outcomes['dead-lettered'],
  ),
  count(
    'dropped',
    'lower',
    'requests the generator did not start, because it was late or full',
    ({ counts }) => counts.outcomes.dropped,
  ),
  count(
    'unfinished',
    'lower',
    'requests without a result when the drain ended',
    ({ counts }) => counts.outcomes.unfinished,
  ),
  count('attempts', 'lower', 'calls sent to the target', ({ counts }) => attemptsOf(counts)),
  count('retries', 'lower', 'attempts made by a retry policy', ({ counts }) => counts.attempts.retry),
  count(
    'redeliveries',
    'lower',
    'attempts made because the broker redelivered a message',
    ({ counts }) => counts.attempts.redelivery,
  ),
  count('hedges', 'lower', 'attempts made beside one that was still waited for', ({ counts }) => counts.attempts.hedge),
  count(
    'duplicates',
    'lower',
    'executions that completed beyond the first of their request, in a chain those of its last tier beyond the first of each call that the request makes there (for a target that does not count: answers to messages of requests that had already ended)',
    duplicates,
  ),
  count('rejections_breaker', 'neither', 'attempts that a breaker rejected', ({ counts }) => counts.rejections.breaker),
  count(
    'rejections_bulkhead',
    'neither',
    'attempts that a bulkhead rejected',
    ({ counts }) => counts.rejections.bulkhead,
  ),
  count(
    'rejections_budget',
    'neither',
    'retries that a budget or `onlyBelow` prevented',
    ({ counts }) => counts.rejections.budget,
  ),
  count('rejections_queue', 'neither', 'messages that a full queue refused', ({ counts }) => counts.rejections.queue),
  ratio(
    'goodput_ratio',
    'higher',
    'requests that succeeded within their deadline / requests',
    ({ counts }) => (counts.outcomes.ok - counts.late) / counts.requests,
  ),
  {
    name: 'goodput',
    unit: 'per_second',
    better: 'higher',
    about:
      'requests completed within their deadline per second of the phase; after the last stage of the load time goes on until all but the last 1 % of them (at least one) are completed',
    value: ({ counts }) => goodputPerSecond(counts),
  },
  ratio('retry_amplification', 'lower', 'attempts / requests', ({ counts }) => attemptsOf(counts) / counts.requests),
  ratio('leaf_amplification', 'lower', 'attempts that reached the last tier of a chain / requests', (scope) =>
    whole(scope, ({ run }) => leafAmplification(run)),
  ),
  ratio('work_amplification', 'lower', 'busy time of the target / busy time of answers that came in time', (scope) =>
    whole(scope, ({ run }) => busyMs(run) / usefulBusyMs(run)),
  ),
  ratio('wasted_work_ratio', 'lower', 'share of the busy time of the target that no caller could use', (scope) =>
    whole(scope, ({ run }) => wastedRatio(run)),
  ),
  ratio(
    'failure_amplification',
    'lower',
    'requests that did not succeed in time / requests that the injected failures alone would fail without retries and overload',
    ({ counts }) =>
      counts.expectedFailures === 0
        ? Number.NaN
        : (counts.requests - counts.outcomes.ok + counts.late) / counts.expectedFailures,
  ),
  ...COURSE_METRICS,
  count(
    'in_flight_max',
    'lower',
    'most attempts at once inside the target (for a target that does not count: waited for by the clients)',
    (scope) => whole(scope, ({ run }) => run.target?.inFlightMax ?? run.inFlightMax),
  ),
  count('queue_depth_max', 'lower', 'most messages waiting or delayed in the broker at once', (scope) =>
    queueOnly(scope, ({ run }) => run.queueDepthMax),
  ),
  {
    name: 'queue_age_max',
    unit: 'us',
    better: 'lower',
    about: 'longest time from publishing a message to a delivery of it',
    value: (scope) => queueOnly(scope, ({ run }) => Math.round(run.queueAgeMaxMs * 1000)),
  },
  ...BROKER_METRICS,
  count('abandoned', 'lower', 'attempts the target finished after their caller had stopped waiting', (scope) =>
    whole(scope, ({ run }) => run.target?.abandoned ?? Number.NaN),
  ),
  ...LATENCIES.flatMap((name) => latency(name, (counts) => Histogram.from(counts.latencies[name]))),
  ...latency(
    'response_adj',
    (counts) => Histogram.from(counts.latencies.response),
    (counts) => counts.requests - counts.outcomes.ok,
  ),
]

function latency(
  name: LatencyName | 'response_adj',
  histogramOf: (counts: PhaseResult) => Histogram,
  missingOf: (counts: PhaseResult) => number = () => 0,
): Metric[] {
  const about = LATENCY_ABOUT[name]
  const metric = (suffix: string, value: (counts: PhaseResult) => number): Metric => ({
    name: `${name}_${suffix}`,
    unit: 'us',
    better: 'lower',
    about,
    value: ({ counts }) => value(counts),
  })
  const percentiles = QUANTILES.map(([suffix, q]) =>
    metric(suffix, (counts) => histogramOf(counts).soundPercentileUs(q, missingOf(counts))),
  )
  if (name === 'response_adj') return percentiles
  return [
    ...percentiles,
    metric('max', (counts) => histogramOf(counts).maxUs()),
    metric('mean', (counts) => Math.round(histogramOf(counts).meanUs())),
  ]
}

/** Sums of the same times in another order differ by rounding, so a waste of 1e-17 is none. */
const ROUNDING = 1e-12

function wastedRatio(run: RunResult): number {
  const wasted = 1 - usefulBusyMs(run) / busyMs(run)
  return wasted < ROUNDING ? 0 : wasted
}

/** Counted by the target: only it sees an execution for which nobody waited. */
function duplicates(scope: Scope): number {
  const { run, counts } = scope
  if (run.target !== null) return whole(scope, () => run.target?.duplicates ?? Number.NaN)
  return run.style === 'queue' ? counts.duplicates : Number.NaN
}

/** Over all phases with the warm-up, because the target counts over all of them. */
function leafAmplification({ target, phases }: RunResult): number {
  const leafAttempts = target?.leafAttempts ?? Number.NaN
  return leafAttempts / phases.reduce((sum, { requests }) => sum + requests, 0)
}
