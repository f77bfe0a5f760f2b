import { type Check, exactly, row } from './check.ts'
import { runOnce, soleCell } from './sole-cell.ts'

/** A chain of layers that call each other, each with a number of tries. The leaf always fails. */
interface RetryChain {
  readonly layers: number
  readonly tries: number
  /** Published calls that one request makes at the leaf. */
  readonly leafCalls: number
}

const SOURCE = 'Google SRE book, ch. 22; AWS Builders\' Library, "Timeouts, retries and backoff with jitter"'

/** 4 tries at each of 3 layers (SRE book) and 3 tries at each of 5 (Builders' Library). */
const PUBLISHED: readonly RetryChain[] = [
  { layers: 3, tries: 4, leafCalls: 64 },
  { layers: 5, tries: 3, leafCalls: 243 },
]

/** R13: a request that fails at the leaf is tried at every layer above it. */
export function* retryChain(published = PUBLISHED): Generator<Check> {
  for (const { layers, tries, leafCalls } of published) {
    const name = `calls at the leaf: ${layers} layers with ${tries} tries each`
    yield exactly({ id: 'R13', name, source: SOURCE }, leafCalls, leafCallsOf(layers, tries), 'nothing is random')
  }
}

/** C3: n^d for every n from 1 to 4 and d from 2 to 4. */
export function* chainPower(): Generator<Check> {
  const cases = [2, 3, 4].flatMap((layers) => [1, 2, 3, 4].map((tries) => ({ layers, tries })))
  const equal = cases.filter(({ layers, tries }) => leafCallsOf(layers, tries) === tries ** layers).length
  const claim = { id: 'C3', name: 'calls at the leaf of d layers with n tries', source: 'n^d: a product of tries' }
  const published = `n^d for ${cases.length} pairs`
  yield row(claim, published, `${equal} equal`, 'exact: nothing is random', equal === cases.length)
}

/** Counts calls of the leaf. The client is the first layer, and the leaf stands behind the last one. */
function leafCallsOf(layers: number, tries: number): number {
  const policy = [{ kind: 'retry' as const, retriesMax: tries - 1 }]
  const service = { kind: 'constant' as const, ms: 1 }
  const tiers = Array.from({ length: layers - 1 }, () => ({ slots: 1, service, policy }))
  const leaf = { model: 'workers' as const, slots: 1, service, failureRatio: 1 }
  const cell = soleCell(
    'retry-chain',
    { target: { model: 'chain', tiers, leaf }, load: '1s@1' },
    { style: 'rpc', policy },
  )
  return runOnce(cell).target!.leafAttempts!
}
