import { type Check, withinError } from './check.ts'
import { runOnce, soleCell } from './sole-cell.ts'

const REQUESTS = 20_000
const BASE_MS = 50
const CAP_MS = 400
/** Retries of each request. Before each of the last two the mean delay is that of the cap. */
const RETRIES = 5

/** C5: full jitter waits min(cap, base 2^(k-1))/2 on average before retry k. */
export function* fullJitterMean(): Generator<Check> {
  const sums = delaySumsMs()
  for (let k = 1; k <= RETRIES; k++) {
    const expoMs = Math.min(CAP_MS, BASE_MS * 2 ** (k - 1))
    yield withinError(
      {
        id: 'C5',
        name: `mean full-jitter delay before retry ${k} [ms], base ${BASE_MS}, cap ${CAP_MS}`,
        source: 'U(0, expo): AWS Architecture Blog, "Exponential Backoff And Jitter"',
      },
      {
        published: expoMs / 2,
        measured: sums[k]! / REQUESTS,
        // The variance of a uniform number from 0 to x is x^2 / 12.
        standardError: expoMs / Math.sqrt(12 * REQUESTS),
        digits: 2,
      },
      `standard error of ${REQUESTS} uniform numbers`,
    )
  }
}

/** Sums of the delays before each retry. Attempts fail at once, so a delay is the time between two of them. */
function delaySumsMs(): readonly number[] {
  const target = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 0 }, failureRatio: 1 } as const
  const backoff = { kind: 'full-jitter' as const, baseMs: BASE_MS, capMs: CAP_MS }
  const policy = [{ kind: 'retry' as const, retriesMax: RETRIES, backoff }]
  const cell = soleCell('full-jitter', { target, load: `${REQUESTS / 1000}s@1000` }, { style: 'rpc', policy })
  const sums = Array.from({ length: RETRIES + 1 }, () => 0)
  const last = new Map<number, { atMs: number; retries: number }>()
  const onEvent = (nowMs: number, request: number, event: string) => {
    if (event === 'first') last.set(request, { atMs: nowMs, retries: 0 })
    if (event !== 'retry') return
    const before = last.get(request)!
    sums[before.retries + 1]! += nowMs - before.atMs
    last.set(request, { atMs: nowMs, retries: before.retries + 1 })
  }
  runOnce(cell, { onEvent })
  return sums
}
