import type { Warning } from './result.ts'

/** How a service answered that was not at rest before a run. */
export interface Unrest {
  /** How long it was waited for, ms, and how many probes were sent meanwhile. */
  readonly waitedMs: number
  readonly probes: number
  /** Of the last probe: how long it took, ms, and why it failed; null when it was answered. */
  readonly answerMs: number
  readonly error: string | null
  /** The slowest answer of the service at rest, ms. */
  readonly answerMaxMs: number
}

/** A run that begins with the backlog of the one before measures that one. */
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
