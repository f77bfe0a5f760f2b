import { Histogram } from './histogram.ts'
import type { Exceeded, MeasuredRun, PhaseResult, RunResult, Warning } from './result.ts'
import type { Validity } from './validity-bounds.ts'

/** Reason of the requests that were not started because their worker was lost. */
export const WORKER_LOST = 'worker lost'

const BOUND = 'Raise a bound under `validity` of the suite only if lateness does not matter to the question.'
const ADVICE = `Close other programs, lower the rate, or use \`--clock virtual\`. ${BOUND}`
/** A service by URL has no virtual time. */
const ADVICE_BY_URL = `Close other programs, lower the rate, or make the load on another host. ${BOUND}`

/** A call that blocks the generator for this long can make it late, ms. */
const BLOCKED_SHOWN_MS = 5

/** Doubts for each bound that the lateness of the generator, the target or the fault proxy exceeded. */
export function latenessDoubts(result: MeasuredRun, limits: Validity): Warning[] {
  const { eventLoopDelayP99MaxMs: bound } = limits
  const advice = adviceFor(result)
  return [
    ...phaseDoubts(result.phases, limits),
    ...beyond('event-loop delay of the generator', result.eventLoopDelayP99Ms, bound),
    ...beyond('event-loop delay of the target', result.target?.loopDelayP99Ms ?? 0, bound),
    ...beyond('event-loop delay of the fault proxy', result.proxy?.loopDelayP99Ms ?? 0, bound),
  ].map((exceeded): Warning => ({ severity: 'invalid', message: messageOf(exceeded), advice, exceeded }))
}

function adviceFor({ answers }: MeasuredRun): string {
  if (answers === undefined) return ADVICE
  if (answers.calls === undefined) return ADVICE_BY_URL
  const { blockedMsMax } = answers.calls
  const blocked =
    blockedMsMax < BLOCKED_SHOWN_MS ? '' : ` It blocked for up to ${blockedMsMax.toFixed(0)} ms before it returned.`
  return `Close other programs, lower the rate, add \`--workers\`, or let \`target.call\` compute less: it runs in the process that makes the load.${blocked} ${BOUND}`
}

/** Whether only lateness makes a run invalid, so that another run of the same cell may be valid. */
export function isOnlyLate({ status, warnings }: Pick<RunResult, 'status' | 'warnings'>): boolean {
  return (
    status === 'invalid' && warnings.every(({ severity, exceeded }) => severity === 'note' || exceeded !== undefined)
  )
}

/** Bounds exceeded in each phase: a stall in a short trigger must not vanish in a long baseline. */
function phaseDoubts(phases: readonly PhaseResult[], limits: Validity): Exceeded[] {
  return phases
    .filter(({ phase }) => phase !== 'warmup')
    .flatMap(({ phase, latencies, requests, reasons, outcomes }) => {
      const delayMs = Histogram.from(latencies.dispatch_delay).percentileUs(0.99) / 1000
      // Requests that a lost worker did not start have their own warning.
      const dropped = requests === 0 ? 0 : (outcomes.dropped - (reasons[`dropped: ${WORKER_LOST}`] ?? 0)) / requests
      return [
        ...beyond(`lateness of starts in phase ${phase}`, delayMs, limits.dispatchDelayP99MaxMs),
        ...beyond(`share of requests not started in phase ${phase}`, dropped, limits.droppedRatioMax, 'ratio'),
      ]
    })
}

function beyond(what: string, value: number, bound: number, unit: Exceeded['unit'] = 'ms'): Exceeded[] {
  return value > bound ? [{ what, value, bound, unit }] : []
}

/** `Event-loop delay of the target: 99th percentile 51.0 ms, bound 50 ms.` */
function messageOf(exceeded: Exceeded): string {
  const { what } = exceeded
  return `${what[0]!.toUpperCase()}${what.slice(1)}: ${exceededText(exceeded)}.`
}

/** The measured value and its bound: `99th percentile 51.0 ms, bound 50 ms`. */
export function exceededText({ value, bound, unit }: Exceeded): string {
  if (unit === 'ms') return `99th percentile ${value.toFixed(1)} ms, bound ${bound} ms`
  return `${(value * 100).toFixed(2)} %, bound ${Number((bound * 100).toPrecision(12))} %`
}
