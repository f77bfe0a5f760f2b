import type { Warning } from './result.ts'

/** Answers of a service that was not at rest before a run. */
export interface Unrest {
  /** Length of the wait, ms, and number of probes sent in it. */
  readonly waitedMs: number
  readonly probes: number
  /** Duration of the last probe, ms, and its error; null when it was answered. */
  readonly answerMs: number
  readonly error: string | null
  /** The slowest answer of the service at rest, ms. */
  readonly answerMaxMs: number
}

/** Doubts about a run that began with work of the run before: it measures that run as well. */
export function restDoubts(unrest: Unrest | undefined): Warning[] {
  if (unrest === undefined) return []
  const { waitedMs, probes, answerMs, error, answerMaxMs } = unrest
  const last = error === null ? `took ${answerMs.toFixed(0)} ms` : `failed (${error})`
  return [
    {
      severity: 'invalid',
      message: `The target was not at rest: of ${probes} probes in ${(waitedMs / 1000).toFixed(1)} s the last one ${last}, bound ${answerMaxMs.toFixed(0)} ms.`,
      advice:
        'Raise `drainMs`, so that the service has time to work off what the run before left, or restart it between runs.',
    },
  ]
}
