import { adviceOn, isOfGenerator } from '../core/http-failure.ts'
import type { AnswerCounts, PhaseResult, ProxyCounts, RunResult, Warning } from './result.ts'
import { attemptsOf } from './scope.ts'

/** Answers that came and that this client cannot read, and calls whose end cannot be seen. */
const UNREADABLE: readonly string[] = ['headers too large', '100 Continue not understood', 'no promise returned']
const NOT_MODIFIED = '304'
/** A larger share of the attempts does not meet idle connections by chance just as they are closed. */
const CROSSED_RATIO_MAX = 0.05
const BY_HAND = 'Call the URL once by hand, with the same method and headers: `curl -i`.'
const CALL_BY_HAND = 'Call the function once by hand, with what `setup` returns, and print its error.'

interface Sent {
  readonly attemptsNotSent: number
  readonly result: { readonly answers?: AnswerCounts }
}

/** Sums the counts of several clients; undefined when none counted. */
export function addAnswers(all: readonly AnswerCounts[]): AnswerCounts | undefined {
  if (all.length === 0) return undefined
  const calls = all.flatMap((answers) => answers.calls ?? [])
  const unexpected = all.map((answers) => answers.unexpected).filter((counts) => counts !== undefined)
  return {
    statuses: added(all.map(({ statuses }) => statuses)),
    unanswered: added(all.map(({ unanswered }) => unanswered)),
    resent: all.reduce((sum, { resent }) => sum + resent, 0),
    ...(calls.length > 0 && {
      calls: {
        ok: calls.reduce((sum, { ok }) => sum + ok, 0),
        blockedMsMax: Math.max(...calls.map(({ blockedMsMax }) => blockedMsMax)),
      },
    }),
    ...(unexpected.length > 0 && { unexpected: added(unexpected) }),
  }
}

/**
 * `200: 380, 302: 20, refused: 3`: statuses in order or `ok` of calls, then reasons, the most frequent first. Answers
 * below 400 that were not expected stand behind: `; unexpected body: 5`.
 */
export function answersText({ statuses, unanswered, calls, unexpected = {} }: AnswerCounts): string {
  const ok = calls === undefined || calls.ok === 0 ? [] : [['ok', calls.ok] as const]
  const others = byCount(unexpected).filter(([reason]) => reason.startsWith('unexpected '))
  const texts = [[...ok, ...Object.entries(statuses), ...byCount(unanswered)], others].map((entries) =>
    entries.map(([name, count]) => `${name}: ${count}`).join(', '),
  )
  return texts.filter((text) => text !== '').join('; ')
}

function byCount(counts: Readonly<Record<string, number>>): [name: string, count: number][] {
  return Object.entries(counts).sort(([, a], [, b]) => b - a)
}

/** Doubts about attempts that the generator could not send: they show nothing about the target. */
export function unsentDoubts({ attemptsNotSent, result: { answers } }: Sent): Warning[] {
  if (attemptsNotSent === 0) return []
  const [reason = 'generator: no connection left'] = Object.keys(answers?.unanswered ?? {}).filter(isOfGenerator)
  const advice = adviceOn(reason) ?? 'Lower the rate, the retries or the timeout.'
  const message = `${attemptsNotSent} attempts could not be sent, ${reason}.`
  return [{ severity: 'invalid', message, advice: `What these attempts show is not the target. ${advice}` }]
}

/**
 * Doubts about a run against the user's own service, from its answers. After an interruption (`interrupted`) the
 * service may have answered later.
 */
export function answerDoubts(
  { answers, phases, proxy }: Pick<RunResult, 'answers' | 'phases' | 'proxy'>,
  interrupted: boolean,
): Warning[] {
  if (answers === undefined) return []
  const crossed = crossedOf(answers, proxy)
  return [
    ...(interrupted ? [] : nothingDoubts(answers, phases)),
    ...readingDoubts(answers),
    ...crossedDoubts(crossed),
    ...answerNotes(answers, crossed),
  ]
}

/** If no request succeeded, the suite is wrong or the service is down: the run shows nothing about a policy. */
function nothingDoubts(answers: AnswerCounts, phases: readonly PhaseResult[]): Warning[] {
  const { statuses, unanswered, unexpected, calls } = answers
  if (calls !== undefined && calls.ok > 0) return []
  if (unexpected !== undefined && total(statuses) > total(unexpected)) return []
  if (unexpected === undefined && isAny(statuses, (status) => Number(status) < 400)) return []
  if (unexpected !== undefined && isAny(unexpected, (reason) => reason.startsWith('unexpected '))) {
    const message = `No attempt succeeded: no answer was as expected (${answersText(answers)}).`
    return [{ severity: 'invalid', message, advice: `Correct \`expect\` of the target, or its request. ${BY_HAND}` }]
  }
  if (isAny(statuses)) {
    const message = `No attempt succeeded: every answer was an error (${answersText(answers)}).`
    return [{ severity: 'invalid', message, advice: adviceOnStatus(mostFrequent(statuses)) }]
  }
  if (isAny(unanswered, (reason) => !isOfGenerator(reason))) {
    const what = calls === undefined ? 'No attempt got an answer' : 'No call succeeded'
    const byHand = calls === undefined ? BY_HAND : CALL_BY_HAND
    const advice = adviceOn(mostFrequent(unanswered)) ?? byHand
    return [{ severity: 'invalid', message: `${what} (${answersText(answers)}).`, advice }]
  }
  if (phases.some((counts) => attemptsOf(counts) > 0) || phases.every(({ requests }) => requests === 0)) return []
  const advice = 'A policy turned all requests away before they were sent: correct it.'
  return [{ severity: 'invalid', message: 'No attempt was sent.', advice }]
}

function readingDoubts({ unanswered }: AnswerCounts): Warning[] {
  return UNREADABLE.filter((reason) => (unanswered[reason] ?? 0) > 0).map((reason) => ({
    severity: 'invalid',
    message: `Answers that could not be read: ${reason} ${unanswered[reason]}.`,
    advice: adviceOn(reason)!,
  }))
}

/** Attempts that met a connection which the service had just closed, of all that went to the service. */
interface Crossed {
  readonly attempts: number
  readonly resent: number
  readonly failed: number
}

/** Behind a proxy it is the proxy that meets closed connections, and sends attempts again. */
function crossedOf({ statuses, unanswered, resent }: AnswerCounts, proxy: ProxyCounts | undefined): Crossed {
  // A proxy of bytes counts connections, and calls are not sent again.
  const isHttp = proxy !== undefined && proxy.requests !== null
  return {
    attempts: isHttp ? proxy.passed : total(statuses) + total(unanswered),
    resent: resent + (proxy?.resent ?? 0),
    failed: unanswered['idle connection closed'] ?? 0,
  }
}

/** A service that resets new requests looks like one that closes idle connections. Only the share of resets differs. */
function crossedDoubts({ attempts, resent, failed }: Crossed): Warning[] {
  const crossed = resent + failed
  if (attempts === 0 || crossed / attempts <= CROSSED_RATIO_MAX) return []
  const share = `${((100 * crossed) / attempts).toFixed(1)} %`
  return [
    {
      severity: 'invalid',
      message: `The target closed the connection under ${share} of the attempts, more than idle connections explain (${CROSSED_RATIO_MAX * 100} %).`,
      advice:
        'Set `reuseConnections: false`: then each connection that the target closes under an attempt is a failure.',
    },
  ]
}

function answerNotes({ statuses, unanswered, unexpected = {} }: AnswerCounts, crossed: Crossed): Warning[] {
  const isSuccess = (status: string) => unexpected[`unexpected status ${status}`] === undefined
  const redirects = Object.entries(statuses).filter(
    ([status]) => /^3/.test(status) && status !== NOT_MODIFIED && isSuccess(status),
  )
  const { resent, failed } = crossed
  const open = unanswered['never settled'] ?? 0
  const notes: readonly (readonly [count: number, message: string, advice: string])[] = [
    [
      redirects.length,
      `Redirects count as successes and are not followed (${redirects.map(([status, count]) => `${status}: ${count}`).join(', ')}).`,
      'Give the URL that they lead to.',
    ],
    [
      resent + failed,
      `Idle connections that the target closed while an attempt was on its way: ${resent + failed} (sent again: ${resent}, failed: ${failed}).`,
      'Let the target keep idle connections longer, or set `reuseConnections: false`.',
    ],
    [
      open,
      `Calls that had not settled 2 s after the end of the run: ${open}. They go on beside the next run.`,
      'Let `target.call` give up when its `signal` is given.',
    ],
  ]
  return notes.flatMap(([count, message, advice]) => (count === 0 ? [] : [{ severity: 'note', message, advice }]))
}

function adviceOnStatus(status: string): string {
  switch (status) {
    case '401':
    case '403':
      return 'Give the credentials in `headers` of the target.'
    case '404':
      return 'Correct the path of the URL.'
    case '405':
      return 'Give the `method` that the service expects.'
    default:
      return BY_HAND
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function isAny(counts: Readonly<Record<string, number>>, isIt: (name: string) => boolean = () => true): boolean {
  return Object.entries(counts).some(([name, count]) => count > 0 && isIt(name))
}

function mostFrequent(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]
}

function added(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, count] of records.flatMap((record) => Object.entries(record))) {
    sums[name] = (sums[name] ?? 0) + count
  }
  return sums
}
