import type { RunResult } from '../metrics/result.ts'
import { type Check, row, withinError } from './check.ts'
import { between, type Ending, endingOf, runOnce, soleCell, total } from './sole-cell.ts'

const SOURCE = 'Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021'

/** Queries/s offered, and the ending of every run after the outage. */
interface Published {
  readonly rate: number
  readonly says: string
  readonly ending: Ending
  readonly seeds: number
}

export const PUBLISHED = {
  /** The hidden capacity is 300/(1 + 1) = 150. */
  endings: [
    { rate: 100, says: 'always recovers below 150', ending: 'back', seeds: 3 },
    { rate: 140, says: 'always recovers below 150', ending: 'back', seeds: 3 },
    { rate: 160, says: 'vulnerable above 150: may stay down', ending: 'metastable', seeds: 3 },
    { rate: 280, says: 'stays down', ending: 'metastable', seeds: 1 },
  ] as readonly Published[],
  /** At 280: upper bound of answer times before the outage, ms, and the rates after it. */
  stuck: { rate: 280, healthyMs: 100, attemptsPerSecond: 560, goodput: 0 },
} as const

const MU = 300
const RETRIES = 1
const OUTAGE_MS = { fromMs: 20_000, toMs: 30_000 }
/** Seconds at the end that are measured at 280 queries/s. */
const LAST_S = 200

/** R1: a database of 300 queries/s behind a network that is down for 10 s and then delivers all held queries. */
export function* databaseOutage(published: typeof PUBLISHED = PUBLISHED): Generator<Check> {
  for (const { rate, says, ending, seeds } of published.endings) {
    const cell = cellAt(rate)
    const alike = Array.from({ length: seeds }, (_, i) => endingOf(cell, cell.seed + i)).filter(
      (one) => one === ending,
    ).length
    yield row(
      { id: 'R1', name: `after an outage of 10 s at ${rate} queries/s`, source: SOURCE },
      says,
      `${alike} of ${seeds} ${ending}`,
      'exact: the verdict of every seed',
      alike === seeds,
    )
    if (rate === published.stuck.rate) yield* stuckState(runOnce(cell), published.stuck)
  }
}

/** Measures answers before the outage, and the lasting rates in the last seconds of a run. */
function* stuckState(
  run: RunResult,
  { rate, healthyMs, attemptsPerSecond, goodput }: (typeof PUBLISHED)['stuck'],
): Generator<Check> {
  const { latencies } = run.phases.find(({ phase }) => phase === 'baseline')!
  const beforeMs = latencies.response.sumUs / 1000 / latencies.response.count
  yield row(
    { id: 'R1', name: `mean answer [ms] before the outage at ${rate} queries/s`, source: SOURCE },
    `below ${healthyMs}`,
    beforeMs.toFixed(1),
    'the bound itself',
    beforeMs < healthyMs,
  )
  const rows = between(run, run.loadEndMs - LAST_S * 1000, run.loadEndMs)
  yield withinError(
    { id: 'R1', name: `attempts/s when stuck at ${rate} queries/s`, source: SOURCE },
    {
      published: attemptsPerSecond,
      measured: total(rows, 'attempts') / LAST_S,
      standardError: ((1 + RETRIES) * Math.sqrt(rate * LAST_S)) / LAST_S,
      digits: 1,
    },
    `twice a Poisson number in ${LAST_S} s`,
  )
  const good = total(rows, 'good') / LAST_S
  const why = 'exact: all wait longer than the timeout'
  yield row(
    { id: 'R1', name: `goodput/s when stuck at ${rate} queries/s`, source: SOURCE },
    `about ${goodput}`,
    `${good}`,
    why,
    good === goodput,
  )
}

/** Three connections of 10 ms a query: 300/s, answers in less than 100 ms up to there, and no bound to the queue. */
function cellAt(rate: number) {
  const loadS = OUTAGE_MS.toMs / 1000 + afterS(rate)
  return soleCell(
    'database-outage',
    {
      target: { model: 'workers', slots: 3, service: { kind: 'constant', ms: 10 }, queueMax: 1_000_000 },
      faults: [{ kind: 'outage', mode: 'buffered', ...OUTAGE_MS }],
      load: { arrival: 'poisson', plan: `${loadS}s@${rate}` },
    },
    {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax: RETRIES },
        { kind: 'timeout', timeoutMs: 1000 },
      ],
    },
  )
}

/**
 * Seconds of load after the outage: three times the time that its backlog needs to drain. Where it does not drain
 * because of the retries, the time that it would need without them counts.
 */
function afterS(rate: number): number {
  const outageS = (OUTAGE_MS.toMs - OUTAGE_MS.fromMs) / 1000
  const attempts = (1 + RETRIES) * rate
  const drain = attempts < MU ? MU - attempts : MU - rate
  return Math.ceil((3 * attempts * outageS) / drain)
}
