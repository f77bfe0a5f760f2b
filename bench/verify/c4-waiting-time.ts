import type { RunResult } from '../metrics/result.ts'
import type { SuiteInput } from '../suite.ts'
import { type Check, meanOverSeeds } from './check.ts'
import { between, seedsOf, soleCell, warmedUp } from './sole-cell.ts'

const SEEDS = 30
const SERVICE_MS = 10
const WARMUP_MS = 5000
/** Requests measured in each run. */
const REQUESTS = 10_000

interface QueueCase {
  readonly name: string
  readonly source: string
  readonly slots: number
  readonly rho: number
  readonly service:
    | { readonly kind: 'exponential'; readonly meanMs: number }
    | { readonly kind: 'constant'; readonly ms: number }
  readonly arm: SuiteInput['arms'][string]
  /** Mean wait before service, ms. */
  readonly waitMs: number
}

const ERLANG = 'Erlang C: A. K. Erlang 1917; C(c, a)/(c mu - lambda)'
const KHINCHIN = 'Pollaczek-Khinchin with constant service: rho/(2 mu (1 - rho))'
const RPC = { style: 'rpc' } as const
const queueArm = (concurrency: number) =>
  ({ style: 'queue', broker: { depthMax: 100_000, deliveriesMax: 1 }, consumers: { concurrency } }) as const

const EXPONENTIAL = { kind: 'exponential', meanMs: SERVICE_MS } as const
const CONSTANT = { kind: 'constant', ms: SERVICE_MS } as const

const CASES: readonly QueueCase[] = [
  {
    name: 'M/M/1, rpc',
    source: ERLANG,
    slots: 1,
    rho: 0.7,
    service: EXPONENTIAL,
    arm: RPC,
    waitMs: erlangWaitMs(1, 0.7),
  },
  {
    name: 'M/M/4, rpc',
    source: ERLANG,
    slots: 4,
    rho: 0.8,
    service: EXPONENTIAL,
    arm: RPC,
    waitMs: erlangWaitMs(4, 0.8),
  },
  {
    name: 'M/M/4, queue with 4 consumers',
    source: ERLANG,
    slots: 4,
    rho: 0.8,
    service: EXPONENTIAL,
    arm: queueArm(4),
    waitMs: erlangWaitMs(4, 0.8),
  },
  {
    name: 'M/D/1, rpc',
    source: KHINCHIN,
    slots: 1,
    rho: 0.7,
    service: CONSTANT,
    arm: RPC,
    waitMs: (0.7 * SERVICE_MS) / (2 * (1 - 0.7)),
  },
]

/** C4: checks mean waiting times of queueing theory, and that the sampled number in the system is lambda W. */
export function* waitingTimes(cases = CASES): Generator<Check> {
  for (const one of cases) {
    const waits: number[] = []
    const differences: number[] = []
    for (const run of seedsOf(cellOf(one), SEEDS)) {
      const { latencies, requests, spanMs } = run.phases.find(({ phase }) => phase === 'baseline')!
      const responseMs = latencies.response.sumUs / 1000 / latencies.response.count
      waits.push(responseMs - SERVICE_MS)
      differences.push(meanInSystem(run) - (requests / spanMs) * responseMs)
    }
    const at = `${one.name}, rho ${one.rho}`
    yield meanOverSeeds({ id: 'C4', name: `mean wait [ms], ${at}`, source: one.source }, one.waitMs, waits, 2)
    const name = `L of the windows less lambda W, ${at}`
    yield meanOverSeeds({ id: 'C4', name, source: "Little's law, J. D. C. Little 1961" }, 0, differences, 3)
  }
}

/**
 * Mean wait in M/M/c, ms: the share that waits (Erlang's C formula) times the mean wait of that share, 1/(c mu -
 * lambda).
 */
export function erlangWaitMs(slots: number, rho: number): number {
  const load = slots * rho
  let term = 1
  let sum = 0
  for (let k = 0; k < slots; k++) {
    sum += term
    term *= load / (k + 1)
  }
  const waiting = term / (1 - rho)
  return ((waiting / (sum + waiting)) * SERVICE_MS) / (slots - load)
}

function cellOf({ slots, rho, service, arm }: QueueCase) {
  const ratePerSecond = (rho * slots * 1000) / SERVICE_MS
  const measuredMs = Math.round(REQUESTS / ratePerSecond) * 1000
  const target = { model: 'workers', slots, service, queueMax: 100_000 } as const
  return soleCell('waiting-time', { target, load: warmedUp(ratePerSecond, WARMUP_MS, measuredMs) }, arm)
}

/** Mean of waiting messages and attempts in the target over the ends of the windows. */
function meanInSystem(run: RunResult): number {
  const rows = between(run, WARMUP_MS, run.loadEndMs)
  return rows.reduce((sum, { targetInFlight, queueDepth }) => sum + targetInFlight! + queueDepth, 0) / rows.length
}
