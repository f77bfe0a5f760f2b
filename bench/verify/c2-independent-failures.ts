import { type Check, withinError } from './check.ts'
import { runOnce, soleCell } from './sole-cell.ts'

const REQUESTS = 20_000
/** Each case has enough tries and failures to treat their counts as normal. */
const CASES = [
  { failure: 0.1, tries: 2 },
  { failure: 0.3, tries: 3 },
  { failure: 0.5, tries: 4 },
] as const

/** C2: with independent failures f and n tries a request makes (1 - f^n)/(1 - f) tries and succeeds with 1 - f^n. */
export function* independentFailures(): Generator<Check> {
  for (const { failure, tries } of CASES) {
    const { attempts, ok } = countsOf(failure, tries)
    const at = `f ${failure}, n ${tries}`
    const { mean, variance } = triesOf(failure, tries)
    yield withinError(
      { id: 'C2', name: `tries per request, ${at}`, source: '(1 - f^n)/(1 - f): sum of a geometric series' },
      { published: mean, measured: attempts / REQUESTS, standardError: Math.sqrt(variance / REQUESTS), digits: 4 },
      `standard error of ${REQUESTS} truncated geometric numbers`,
    )
    const success = 1 - failure ** tries
    const standardError = Math.sqrt((success * (1 - success)) / REQUESTS)
    yield withinError(
      { id: 'C2', name: `success, ${at}`, source: '1 - f^n: independent tries' },
      { published: success, measured: ok / REQUESTS, standardError, digits: 4 },
      `binomial, ${REQUESTS} requests`,
    )
  }
}

/** Mean by its closed form, variance from the distribution P(K = k) = f^(k-1) (1 - f), the rest at n. */
export function triesOf(failure: number, tries: number): { readonly mean: number; readonly variance: number } {
  const mean = (1 - failure ** tries) / (1 - failure)
  let square = tries ** 2 * failure ** (tries - 1)
  for (let k = 1; k < tries; k++) square += k ** 2 * failure ** (k - 1) * (1 - failure)
  return { mean, variance: square - mean ** 2 }
}

function countsOf(failureRatio: number, tries: number) {
  const target = { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 1 }, failureRatio } as const
  const policy = [{ kind: 'retry' as const, retriesMax: tries - 1 }]
  const cell = soleCell('independent-failures', { target, load: `${REQUESTS / 1000}s@1000` }, { style: 'rpc', policy })
  const run = runOnce(cell)
  return { attempts: run.target!.attempts, ok: run.phases.reduce((sum, { outcomes }) => sum + outcomes.ok, 0) }
}
