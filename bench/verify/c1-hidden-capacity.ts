import { type Check, row } from './check.ts'
import { type Ending, endingOf, soleCell } from './sole-cell.ts'

/** A client, its retries for each first try when everything fails, and its published hidden capacity. */
export interface HiddenCapacity {
  readonly name: string
  readonly retriesMax: number
  readonly budget?: { readonly ratio: number; readonly size: number; readonly depositOn: 'start' }
  /** Published load from which on the system does not come back, requests/s, with a capacity of 100/s. */
  readonly hidden: number
}

export const PUBLISHED: readonly HiddenCapacity[] = [
  { name: '1 retry, r_inf 1', retriesMax: 1, hidden: 100 / 2 },
  { name: '2 retries, r_inf 2', retriesMax: 2, hidden: 100 / 3 },
  { name: '3 retries, r_inf 3', retriesMax: 3, hidden: 100 / 4 },
  {
    name: '3 retries, 0.1 token each start, r_inf 0.1',
    retriesMax: 3,
    budget: { ratio: 0.1, size: 5, depositOn: 'start' },
    hidden: 100 / 1.1,
  },
]

/** Capacity of the target, requests/s. */
const MU = 100
const OUTAGE_MS = { fromMs: 5000, toMs: 6000 }
/** Distance of the tried loads from the law on both sides: attempts and capacity then differ by 2 of 100 per second. */
const NEAR = 0.02
/** Requests that the outage leaves waiting: at the law, attempts come at about the rate MU for its one second. */
const BACKLOG = 100
/** Three times the time in which that backlog drains, or shows that it does not, s. */
const AFTER_S = (3 * BACKLOG) / (NEAR * MU)

/** C1: below lambda_h = mu / (1 + r_inf) a system comes back from an outage, above it does not. */
export function* hiddenCapacity(published = PUBLISHED): Generator<Check> {
  for (const client of published) {
    const [low, high] = [client.hidden * (1 - NEAR), client.hidden * (1 + NEAR)]
    const [below, above] = [endingAt(client, low), endingAt(client, high)]
    yield row(
      {
        id: 'C1',
        name: `hidden capacity of ${MU}/s: ${client.name}`,
        source: 'mu/(1 + r_inf): Bronson et al., HotOS 2021',
      },
      `${client.hidden.toFixed(2)}/s`,
      `${low.toFixed(2)}/s ${below}, ${high.toFixed(2)}/s ${above}`,
      `+-${NEAR * 100} %: distinguished by ${AFTER_S} s of even arrivals, 3 x backlog/drift`,
      below === 'back' && above === 'metastable',
    )
  }
}

function endingAt({ retriesMax, budget }: HiddenCapacity, ratePerSecond: number): Ending {
  const durationMs = OUTAGE_MS.toMs + AFTER_S * 1000
  const cell = soleCell(
    'hidden-capacity',
    {
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1000 / MU }, queueMax: 1_000_000 },
      faults: [{ kind: 'outage', mode: 'buffered', ...OUTAGE_MS }],
      load: { stages: [{ durationMs, ratePerSecond }] },
    },
    {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax, ...(budget && { budget }) },
        { kind: 'timeout', timeoutMs: 100 },
      ],
    },
  )
  return endingOf(cell)
}
