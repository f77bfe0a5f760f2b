import type { Measurement } from '../engine/real.ts'
import type { ResultHead } from '../engine/result-head.ts'
import { recount } from '../metrics/recount.ts'
import { withOpen } from './complete.ts'
import { disagreement, type Reportable } from './disagreement.ts'
import type { Planned } from './planned.ts'

/** Facts that a controller knows of a worker's reports before they come. */
export interface ExpectedReport extends Reportable {
  readonly head: ResultHead
  readonly repeat: number
  readonly planned: Planned
  /** Number of windows, after which nothing more can be measured. */
  readonly windowsMax: number
}

/**
 * Returns why a report cannot be of this run: another cell, more than its plan, or counts that do not add up. Undefined
 * for one that can be used.
 */
export function whyStrange(report: Measurement, isFinal: boolean, expected: ExpectedReport): string | undefined {
  return (
    otherRun(report, expected) ??
    beyondPlan(report, expected) ??
    wrongWindows(report, expected) ??
    miscount(report, isFinal) ??
    disagreement(report, isFinal, expected)
  )
}

function otherRun({ result }: Measurement, { head, repeat, hasBroker }: ExpectedReport): string | undefined {
  const known = { ...head, repeat, clock: 'real', target: null }
  const { broker, ...own } = result
  const wrong = (Object.keys(known) as (keyof typeof known)[]).find((name) => own[name] !== known[name])
  if (wrong !== undefined) return `${wrong}: must be ${JSON.stringify(known[wrong])}, got ${JSON.stringify(own[wrong])}`
  return broker !== undefined && !hasBroker ? 'broker: must be left out, the arm names none' : undefined
}

function beyondPlan({ result: { phases, spared } }: Measurement, { planned }: ExpectedReport): string | undefined {
  const names = [...planned.byPhase.keys()]
  if (phases.length !== names.length || phases.some(({ phase }, i) => phase !== names[i]))
    return `phases: must be ${names.join(', ')}, got ${phases.map(({ phase }) => phase).join(', ')}`
  const more = phases.find(({ phase, requests }) => requests > planned.byPhase.get(phase)!.requests)
  if (more !== undefined) {
    const { requests } = planned.byPhase.get(more.phase)!
    return `requests of phase ${more.phase}: must be at most its share, ${requests}, got ${more.requests}`
  }
  const isSpared = spared === null ? planned.spared === null : spared.requests <= (planned.spared ?? -1)
  return isSpared
    ? undefined
    : `spared: must be at most ${planned.spared}, got ${JSON.stringify(spared?.requests ?? null)}`
}

function wrongWindows({ result, responses }: Measurement, { planned, windowsMax }: ExpectedReport): string | undefined {
  const { timeline } = result
  if (timeline.length > windowsMax) return `timeline: must have at most ${windowsMax} windows, got ${timeline.length}`
  if (responses.length > timeline.length)
    return `responses: must be at most the windows, ${timeline.length}, got ${responses.length}`
  const wrong = timeline.find(({ fromMs, phase }) => phase !== planned.phaseAt(fromMs))
  return wrong && `timeline: the window from ${wrong.fromMs} ms must be of phase ${planned.phaseAt(wrong.fromMs)}`
}

/** Returns the first mistake in the counts. Before the last report, open requests count as unfinished. */
function miscount({ result }: Measurement, isFinal: boolean): string | undefined {
  const phases = isFinal ? result.phases : result.phases.map(withOpen)
  const [first] = recount({ ...result, phases, status: 'partial', verdict: null, warnings: [] })
  return first && `${first.path.join('.')}: ${first.message}`
}
