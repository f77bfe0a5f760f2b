import { type Check, exactly, row } from './check.ts'
import { between, type Ending, endingOf, runOnce, soleCell, total } from './sole-cell.ts'

const SOURCE = 'happy-simulator, examples/gc_caused_collapse.py (2127fde)'

interface Published {
  readonly withRetries: Ending
  readonly withoutRetries: Ending
  /** Attempts per second after the pause: 7 requests/s, each tried 4 times. */
  readonly attemptsPerSecond: number
}

/** The claims of its text and its printed comparison. */
export const PUBLISHED: Published = { withRetries: 'metastable', withoutRetries: 'back', attemptsPerSecond: 28 }

const LOAD_S = 100
const PAUSE_MS = { fromMs: 30_000, toMs: 31_000 }
/** Whole seconds well after the pause. */
const LATE_MS = { fromMs: 60_000, toMs: 90_000 }

/**
 * R5: one pause of the server's process that is longer than the timeout brings it down for good. The original is less
 * strict: there the late answer of one attempt ends its request, although the client waits for a later attempt.
 */
export function* gcPause(published = PUBLISHED): Generator<Check> {
  const [storm, calm] = [cellWith(3), cellWith(0)]
  const why = 'verdict; nothing is random'
  const verdict = (name: string, claimed: Ending, cell: typeof storm) => {
    const kind = endingOf(cell)
    return row({ id: 'R5', name, source: SOURCE }, claimed, kind, `exact: ${why}`, kind === claimed)
  }
  yield verdict('1 s pause, 3 retries 50 ms apart: never recovers', published.withRetries, storm)
  yield verdict('the same without retries', published.withoutRetries, calm)

  const seconds = (LATE_MS.toMs - LATE_MS.fromMs) / 1000
  const attempts = total(between(runOnce(storm), LATE_MS.fromMs, LATE_MS.toMs), 'attempts') / seconds
  const name = 'attempts/s from 30 s after the pause on'
  yield exactly(
    { id: 'R5', name, source: SOURCE },
    published.attemptsPerSecond,
    attempts,
    'even arrivals, whole seconds',
  )
}

function cellWith(retriesMax: number) {
  const backoff = { kind: 'exponential' as const, baseMs: 50, capMs: 50 }
  const cell = soleCell(
    'gc-pause',
    {
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 100 } },
      faults: [{ kind: 'pause', ...PAUSE_MS }],
      load: `${LOAD_S}s@7`,
    },
    {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax, backoff },
        { kind: 'timeout', timeoutMs: 500 },
      ],
    },
  )
  return cell
}
