import { OUTCOME_KINDS } from '../core/outcome.ts'
import { COMMAND } from '../core/own-code.ts'
import { answerDoubts, unsentDoubts } from './answers.ts'
import { latenessDoubts } from './lateness.ts'
import { leftDoubts } from './left-in-target.ts'
import { proxyDoubts } from './proxy.ts'
import type { MeasuredRun, RunStatus, Warning } from './result.ts'
import { attemptsOf } from './scope.ts'
import type { Thrown } from './thrown.ts'
import { restDoubts, type Unrest } from './unrest.ts'
import type { Validity } from './validity-bounds.ts'

/** Incidents of a broker that a warning lists; further ones are only counted. */
const INCIDENTS_SHOWN = 5

/** Facts that decide whether a run is valid, with its result. */
export interface Evidence {
  readonly result: MeasuredRun
  /** Errors that clocks, policies and transports threw. */
  readonly errors: Thrown
  /** Attempts that the target may not have seen (refused, reset, cancelled before they were sent). */
  readonly attemptsUnsure: number
  /** Attempts that the generator could not send, for want of connections. */
  readonly attemptsNotSent: number
  readonly interrupted: boolean
  /** Set for a service that was still busy with earlier work when the run began. */
  readonly unrest?: Unrest | undefined
  /** Why the run could not remove what it made in a broker; empty when it removed all. */
  readonly notRemoved: readonly string[]
}

/** All doubts about a run, and the status that follows from them. The ledger of an interrupted run adds up as well. */
export function judge(evidence: Evidence, limits: Validity): { status: RunStatus; warnings: Warning[] } {
  // First: a service that was still busy explains the doubts that follow.
  const unrest = restDoubts(evidence.unrest)
  const broken = [
    ...[...ledgerDoubts(evidence), ...errorDoubts(evidence.errors), ...unsentDoubts(evidence)],
    ...brokerDoubts(evidence.result),
    ...consumerDoubts(evidence.result),
    ...workerDoubts(evidence, limits),
    ...answerDoubts(evidence.result, evidence.interrupted),
    ...proxyDoubts(evidence.result),
    ...evidence.notRemoved.map(leftBehind),
  ]
  const { result, interrupted } = evidence
  const noisy = [
    ...leftDoubts(result, interrupted),
    ...latenessDoubts(evidence.result, limits),
    ...planDoubts(evidence),
  ]
  const isBroken = broken.some(({ severity }) => severity === 'invalid')
  if (interrupted) return { status: isBroken ? 'invalid' : 'partial', warnings: [...unrest, ...broken, ...noisy] }
  const warnings = [...unrest, ...broken, ...noisy, ...drainDoubts(result, limits)]
  return { status: warnings.some(({ severity }) => severity === 'invalid') ? 'invalid' : 'valid', warnings }
}

function leftBehind(why: string): Warning {
  return {
    severity: 'note',
    message: `What the run made in its broker could not be removed: ${why}`,
    advice: `\`${COMMAND} brokers clean\` removes it when the broker is back.`,
  }
}

/** The conservation check: every request ends once, and the target has seen the attempts that the clients count. */
function ledgerDoubts({ result, attemptsUnsure, interrupted }: Evidence): Warning[] {
  const warnings: Warning[] = []
  const advice = 'This is a fault of the harness or of a custom policy, please report it; do not use these numbers.'
  for (const counts of result.phases) {
    const ended = OUTCOME_KINDS.reduce((sum, kind) => sum + counts.outcomes[kind], 0)
    if (ended !== counts.requests) {
      const message = `The ledger does not add up in phase ${counts.phase}: ${counts.requests} requests, ${ended} results.`
      warnings.push({ severity: 'invalid', message, advice })
    }
  }
  // Nobody knows what a lost worker sent after its last report.
  const isWorkerLost = result.workers?.some(({ lost }) => lost !== null) === true
  if (result.target === null || interrupted || isWorkerLost) return warnings
  const sent = result.phases.reduce((sum, counts) => sum + attemptsOf(counts), 0)
  const seen = result.target.attempts
  if (seen > sent || seen < sent - attemptsUnsure) {
    const message = `The ledger does not add up: ${sent} attempts sent (${attemptsUnsure} of them perhaps never delivered), ${seen} seen by the target.`
    warnings.push({ severity: 'invalid', message, advice })
  }
  return warnings
}

function errorDoubts({ count, first }: Thrown): Warning[] {
  if (count === 0) return []
  return [
    {
      severity: 'invalid',
      message: `${count} errors were thrown or reported during the run, the first: ${first}`,
      advice:
        'Fix the policy or target. An expected failure is an outcome, not an exception. A policy settles each request once, in the time of its clock, and not after its cancel.',
    },
  ]
}

/** Reports incidents and lost messages of a broker. They make no run invalid, since the run may be about them. */
function brokerDoubts({ broker }: Evidence['result']): Warning[] {
  if (
    broker === undefined ||
    (broker.incidents.length === 0 && broker.seen.unknown + broker.seen.unsent + broker.seen.unfinished === 0)
  )
    return []
  const shown = broker.incidents
    .slice(0, INCIDENTS_SHOWN)
    .map(({ atMs, kind, detail }) => `${kind} at ${atMs.toFixed(0)} ms (${detail})`)
  const more = broker.incidents.length - shown.length
  const events = more > 0 ? [...shown, `${more} more`] : shown
  const { unknown, unsent, unfinished, lost } = broker.seen
  const messages = [
    ...(unknown === 0 ? [] : [`${unknown} messages were neither confirmed nor refused`]),
    ...(unsent === 0 ? [] : [`${unsent} messages could not be sent`]),
    ...(unfinished === 0
      ? []
      : [
          `${unfinished} messages were confirmed and are neither completed nor dead letters in the end, ${lost === null ? 'and the broker could not be asked what it holds' : `${lost} of them lost`}`,
        ]),
  ]
  return [
    {
      severity: 'note',
      message: `${broker.server}: ${[...events, ...messages].join('; ')}.`,
      advice: 'Figures of this run hold what that did to it.',
    },
  ]
}

/** Reports a killed consumer that held no message, so that its crash shows nothing. */
function consumerDoubts({ broker }: Evidence['result']): Warning[] {
  if (broker?.consumerCrash?.held !== 0) return []
  return [
    {
      severity: 'note',
      message: 'The consumer that was killed held no message.',
      advice:
        'Give the load a higher rate at that time, or this machine less to do: it takes messages for half a second.',
    },
  ]
}

/** Reports workers that were lost with their share of the load, and workers that did not report all of their share. */
function workerDoubts({ result: { workers = [] }, interrupted }: Evidence, limits: Validity): Warning[] {
  const total = workers.reduce((sum, { planned }) => sum + planned, 0)
  return workers.flatMap(({ name, planned, requests, lost, clockErrorMs }): Warning[] => {
    const share = `${planned} of the ${total} requests (${((100 * planned) / total).toFixed(1)} %)`
    if (lost !== null) {
      const message = `Worker ${name} was lost at ${lost.atMs.toFixed(0)} ms: ${lost.why}. Its share was ${share}; it reported ${requests}, and the other ${planned - requests} count as dropped.`
      return [
        {
          severity: 'invalid',
          message,
          advice: 'The load was smaller than planned. Start the worker again and repeat the run.',
        },
      ]
    }
    // A worker cannot detect lateness that comes from its own clock.
    if (clockErrorMs > limits.dispatchDelayP99MaxMs) {
      const message = `The clock of worker ${name} may have been off by ${clockErrorMs.toFixed(1)} ms, bound ${limits.dispatchDelayP99MaxMs} ms: so late, or early, it may have started its requests.`
      const advice =
        'Synchronize the clocks of the hosts (NTP), or choose a way to the NATS server with shorter round trips; raise `dispatchDelayP99MaxMs` under `validity` only if this does not matter to the question.'
      return [{ severity: 'invalid', message, advice }]
    }
    if (interrupted || requests === planned) return []
    const message = `The ledger does not add up: worker ${name} was to start ${share} and reported ${requests}.`
    const advice = 'This is a fault of the harness, please report it; do not use these numbers.'
    return [{ severity: 'invalid', message, advice }]
  })
}

function planDoubts({ result, interrupted }: Evidence): Warning[] {
  if (interrupted || result.phases.some(({ requests }) => requests > 0)) return []
  const advice = 'Raise the rate or the length of the load.'
  return [{ severity: 'invalid', message: 'No request was planned.', advice }]
}

function drainDoubts({ phases, workers = [] }: Evidence['result'], limits: Validity): Warning[] {
  const requests = phases.reduce((sum, counts) => sum + counts.requests, 0)
  const unfinished = phases.reduce((sum, { outcomes }) => sum + outcomes.unfinished, 0) / requests
  // Nobody knows what a lost worker had begun, and its loss has its own warning.
  if (requests === 0 || unfinished <= limits.unfinishedRatioMax || workers.some(({ lost }) => lost !== null)) return []
  return [
    {
      severity: 'invalid',
      message: `${(unfinished * 100).toFixed(2)} % of the requests had no result when the drain ended.`,
      advice: 'Raise `drainMs`, or bound the waiting with a timeout, a deadline or a message TTL.',
    },
  ]
}
