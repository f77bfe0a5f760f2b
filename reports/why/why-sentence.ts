import { isSurely } from '../../bench/metrics/collapse.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../bench/metrics/verdict.ts'
import type { Cause } from '../../bench/study/why/loss-causes.ts'
import type { Ablation, ArmWhy, Outcomes } from '../../bench/study/why/why-data.ts'
import { fixed } from '../format.ts'
import { CAUSE_WORDS, type LossRow, lossRows, totalOf } from './why-causes.ts'

/** A cause with a smaller share of the loss does not explain it alone. */
const LEADING_SHARE = 0.4

const HEADS: Readonly<Record<VerdictKind, string>> = {
  absorbed: 'is not shaken',
  recovered: 'comes back',
  slow: 'comes back late',
  oscillating: 'falls again and again',
  metastable: 'stays down',
  undecided: 'is not decided',
}

/**
 * The verdict on an arm and its cause, from its figures alone. The wording of the cause depends on the verdict, so it
 * cannot contradict it.
 */
export function sentenceOf(arm: ArmWhy): string {
  return [headOf(arm), duringTrigger(arm), causeOf(arm), changesOf(arm)].filter((part) => part !== '').join(' ')
}

/** `It comes back late, 13.0 s after the trigger (slow in 10 of 10 seeds).` */
function headOf({ full, undecided }: ArmWhy): string {
  const { verdict, backAfterMs } = full
  const seconds =
    backAfterMs === null || backAfterMs < 500 ? '' : `, ${fixed(backAfterMs / 1000, 1)} s after the trigger`
  const when = verdict === 'slow' || verdict === 'recovered' ? seconds : ''
  const why = verdict === 'undecided' ? `: ${undecided}` : ''
  return `It ${HEADS[verdict]}${when} (${outcome(full)})${why}.`
}

/** The losses during the trigger, where they are the larger part. A service that stays down goes on losing after it. */
function duringTrigger({ full, losses }: ArmWhy): string {
  if (full.verdict === 'undecided' || sideOf(full.verdict) === 'down') return ''
  const [during, after] = [totalOf(losses.trigger), totalOf(losses.after)]
  if (after === 0 || during <= after) return ''
  const most = lossRows(losses).reduce((a, b) => (b.trigger > a.trigger ? b : a))
  return `Most was lost during the trigger: ${Math.round(during)} of ${Math.round(during + after)} requests, ${fixed(100 * most.triggerShare, 0)} % of them by this cause: ${CAUSE_WORDS[most.cause]}.`
}

/** The cause of most losses after the trigger; during it, where nothing was lost after it. */
function causeOf(arm: ArmWhy): string {
  const isAfter = totalOf(arm.losses.after) > 0
  const share = (row: LossRow) => (isAfter ? row.afterShare : row.triggerShare)
  const percentOf = (row: LossRow) => `${fixed(100 * share(row), 0)} %`
  const rows = lossRows(arm.losses)
    .filter((row) => share(row) > 0)
    .sort((a, b) => share(b) - share(a))
  const [most, second] = rows
  if (most === undefined) return 'Nothing was lost.'
  const lost = isAfter ? 'what was lost after the trigger' : 'the loss, all of it during the trigger'
  if (share(most) < LEADING_SHARE && second !== undefined) {
    const parts = [most, second].map((row) => `${percentOf(row)} ${CAUSE_WORDS[row.cause]}`)
    return `Several causes share ${lost}: ${parts.join(', ')}.`
  }
  if (arm.full.verdict === 'undecided')
    return `So far ${percentOf(most)} of ${lost} has this cause: ${CAUSE_WORDS[most.cause]}.`
  const count = Math.round(isAfter ? most.after : most.trigger)
  return `${explained(most.cause, arm, count)}: ${percentOf(most)} of ${lost}.${condition(most.cause, arm)}`
}

type Side = 'down' | 'late' | 'back'

function sideOf(verdict: VerdictKind): Side {
  if (verdict === 'metastable' || verdict === 'oscillating') return 'down'
  return verdict === 'slow' ? 'late' : 'back'
}

/** The part that rejects requests, by cause. */
const REJECTING = {
  breaker: 'A breaker',
  bulkhead: 'A bulkhead',
  budget: 'A retry budget',
  queue: 'A full queue',
} as const

/** The cause in words that fit the verdict. */
function explained(cause: Cause, arm: ArmWhy, lost: number): string {
  const [requests, messages] = [counted(lost, 'request'), counted(lost, 'message')]
  const [were, their, they] =
    lost === 1 ? ['was', 'its', 'it is a dead letter and stays'] : ['were', 'their', 'they are dead letters and stay']
  const side = sideOf(arm.full.verdict)
  const by = (down: string, late: string, back = late) => ({ down, late, back })[side]
  switch (cause) {
    case 'retries':
      return by(
        'Retries keep the target overloaded',
        'Retries kept the target overloaded until then',
        'Retries overloaded the target, and stopped by themselves',
      )
    case 'load':
      return by(
        `Since the trigger first attempts alone are more than the target can do${loadBefore(arm)}, so something in front of it lets more through`,
        'First attempts alone were more than the target can do',
      )
    case 'backlog':
      return by(
        'The backlog at the target does not fall, though attempts are below its capacity',
        'A backlog at the target had to drain',
        `A backlog at the target, in which ${requests} ${were} late, drained`,
      )
    case 'fault':
      return by('A fault makes the target slow or fail', 'A fault made the target slow or fail')
    case 'breaker':
      return by(
        'A breaker turns requests away',
        'A breaker stayed open after the target was well',
        `A breaker turned ${requests} away`,
      )
    case 'bulkhead':
    case 'budget':
    case 'queue':
      return by(`${REJECTING[cause]} turns requests away`, `${REJECTING[cause]} turned ${requests} away`)
    case 'client':
      return by(
        `Requests spend most of their time in the client, waiting for ${awaited(arm)}`,
        `${requests} spent most of ${their} time in the client, waiting for ${awaited(arm)}`,
      )
    case 'broker':
      return by(
        'Messages spend most of their time waiting in the broker',
        'A backlog in the broker had to drain',
        `${messages} spent most of ${their} time waiting in the broker`,
      )
    case 'dead-by-breaker':
      return by(
        'A breaker in the consumer uses up the deliveries of messages, which become dead letters',
        `A breaker in the consumer used up the deliveries of ${messages}; ${they} lost`,
      )
    case 'dead-by-expiry':
      return by(
        'Messages expire in the broker and become dead letters',
        `${messages} expired in the broker; ${they} lost`,
      )
    case 'dead-by-failures':
      return by(
        'Deliveries of messages fail until they become dead letters',
        `The deliveries of ${messages} failed; ${they} lost`,
      )
  }
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

/** ` (before it they were 0.37 of its capacity)`; empty where that is not known. */
function loadBefore({ sustain }: ArmWhy): string {
  return sustain === null || sustain.rho === null
    ? ''
    : ` (before it all attempts were ${fixed(sustain.rho, 2)} of that)`
}

/** The places where requests can wait in the client, by the elements of the arm. */
function awaited({ ablations }: ArmWhy): string {
  const has = (part: RegExp) => ablations.some(({ element }) => part.test(element))
  const places = has(/^(policy\[\d+\]\.)?bulkhead$/) ? ['a place in a bulkhead'] : []
  const delays = has(/^(policy\[\d+\]\.)?retry\.backoff$/) ? ['the next retry'] : []
  return [...places, ...delays].join(' or ') || 'a place in a pool or the next retry'
}

/** A sentence on whether retries alone can keep the target overloaded; empty for another cause. */
function condition(cause: Cause, { full, sustain }: ArmWhy): string {
  if (cause !== 'retries' || sustain === null || sustain.demand === null) return ''
  const { attemptsPerRequest, demand } = sustain
  const times = fixed(demand, Math.abs(demand - 1) < 0.005 ? 4 : 2)
  const sum = `While nothing is answered, each request makes ${fixed(attemptsPerRequest, 2)} attempts. At the rate before the trigger these are ${times} times the capacity of the target`
  if (demand <= 1) return ` ${sum}, so retries could not keep it overloaded alone.`
  return sideOf(full.verdict) === 'down' ? ` ${sum}, so retries alone keep it overloaded.` : ` ${sum}.`
}

/** The changes of one element that surely change the verdict. */
function changesOf({ full, ablations }: ArmWhy): string {
  if (full.verdict === 'undecided') return ''
  const isDown = sideOf(full.verdict) === 'down'
  const changes = ablations.flatMap((row) =>
    row.kind === 'measured' && isSurely(!isDown, row.without.collapse) ? [changeText(row)] : [],
  )
  return changes.map((text) => `${text}.`).join(' ')
}

/** `Without retry it comes back (recovered in 10 of 10 seeds)`. */
function changeText({ element, done, without }: Extract<Ablation, { kind: 'measured' }>): string {
  const [from, to] = done.split(' -> ')
  const change = to === undefined ? `Without ${element}` : `With ${element} ${to} instead of ${from}`
  return `${change} it ${HEADS[without.verdict]} (${outcome(without)})`
}

/** `metastable in 7 of 10 seeds, recovered in 3`. */
function outcome({ verdict, verdicts }: Outcomes): string {
  const seeds = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
  const others = VERDICT_KINDS.filter((kind) => kind !== verdict && verdicts[kind] > 0)
  return [
    `${verdict} in ${verdicts[verdict]} of ${seeds} seeds`,
    ...others.map((kind) => `${kind} in ${verdicts[kind]}`),
  ].join(', ')
}
