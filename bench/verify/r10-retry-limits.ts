import type { RunResult } from '../metrics/result.ts'
import { attemptsOf, scopesOf } from '../metrics/scope.ts'
import { triesOf } from './c2-independent-failures.ts'
import { type Check, exactly, row, withinError } from './check.ts'
import { seedsOf, soleCell } from './sole-cell.ts'

const SOURCE =
  'M. Brooker, "Fixing retries with token buckets and circuit breakers" (2022); simulator_example, retry_sim (7aa858b)'

const SECONDS = 10
const SEEDS = 3
const CLIENTS = [10, 100, 1000] as const
const TRIES = 4

type Limit = 'breaker' | 'bucket'

/** The behaviour that a limit approaches with many small clients, and the failure rate that shows it best. */
interface Trend {
  readonly limit: Limit
  readonly like: 'no retries' | '3 retries'
  readonly failure: number
}

const PUBLISHED: readonly Trend[] = [
  { limit: 'breaker', like: 'no retries', failure: 0.05 },
  { limit: 'bucket', like: '3 retries', failure: 0.3 },
]

/** As in his text. As in his program, results are never forgotten: no client makes 10,000 calls. */
const LIMITS = {
  breaker: { onlyBelow: { failureRatio: 0.1, window: { calls: 10_000 } } },
  bucket: { budget: { ratio: 0.1, size: 5, depositOn: 'success' } },
} as const

/** R10: the same load from fewer or more clients. Each limits its retries and knows only its own results. */
export function* retryLimits(published = PUBLISHED): Generator<Check> {
  yield* plain()
  for (const rate of [1000, 100]) for (const trend of published) yield trendOf(trend, rate)
}

/** The two ends of the scale: without retries, and with three retries in any case. */
function* plain(): Generator<Check> {
  const failure = 0.3
  const load = (tries: number) => {
    const [run] = seedsOf(cellOf({ failure, clients: 100, rate: 1000, retry: { retriesMax: tries - 1 } }), 1)
    return { measured: loadOf(run!), requests: scopesOf(run!)[0]!.counts.requests }
  }
  const claim = (name: string) => ({
    id: 'R10',
    name: `load per request, ${name}, failure rate ${failure}`,
    source: SOURCE,
  })
  yield exactly(claim('no retries'), 1, load(1).measured, 'one try each')

  const { mean, variance } = triesOf(failure, TRIES)
  const { measured, requests } = load(TRIES)
  yield withinError(
    claim('3 retries'),
    { published: mean, measured, standardError: Math.sqrt(variance / requests), digits: 3 },
    `standard error of ${requests} truncated geometric numbers`,
  )
}

/** Places the retries between none (0) and three for each failure (1), for each number of clients. */
function trendOf({ limit, like, failure }: Trend, rate: number): Check {
  const retry = { retriesMax: TRIES - 1, ...LIMITS[limit] }
  const most = triesOf(failure, TRIES).mean - 1
  const places = CLIENTS.map((clients) =>
    [...seedsOf(cellOf({ failure, clients, rate, retry }), SEEDS)].map((run) => (loadOf(run) - 1) / most),
  )
  const towards = like === 'no retries' ? -1 : 1
  const ok = Array.from({ length: SEEDS }, (_, seed) => places.map((of) => of[seed]!)).every((of) => {
    const grows = of.every((place, i) => i === 0 || (place - of[i - 1]!) * towards >= 0)
    return grows && (of.at(-1)! - 0.5) * towards > 0
  })
  const means = places.map((of) => of.reduce((sum, place) => sum + place, 0) / SEEDS)
  return row(
    {
      id: 'R10',
      name: `${limit}, failure rate ${failure}, ${rate}/s from ${CLIENTS.join(', ')} clients`,
      source: SOURCE,
    },
    `the more clients the more like ${like}`,
    means.map((mean) => mean.toFixed(3)).join(', '),
    `0: no retries, 1: 3 retries; in order, and the last nearer to ${like}, in each of ${SEEDS} seeds`,
    ok,
  )
}

interface Setting {
  readonly failure: number
  readonly clients: number
  readonly rate: number
  readonly retry: {
    readonly retriesMax: number
    readonly onlyBelow?: (typeof LIMITS)['breaker']['onlyBelow']
    readonly budget?: (typeof LIMITS)['bucket']['budget']
  }
}

function cellOf({ failure, clients, rate, retry }: Setting) {
  const target = {
    model: 'workers',
    slots: 1000,
    service: { kind: 'constant', ms: 20 },
    failureRatio: failure,
  } as const
  const load = { arrival: 'poisson', plan: `${SECONDS}s@${rate}` } as const
  return soleCell('retry-limits', { target, load }, { style: 'rpc', clients, policy: [{ kind: 'retry', ...retry }] })
}

function loadOf(run: RunResult): number {
  const { counts } = scopesOf(run)[0]!
  return attemptsOf(counts) / counts.requests
}
