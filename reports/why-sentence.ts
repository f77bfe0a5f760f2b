import { COLLAPSE_SHARE } from '../bench/metrics/collapse.ts'
import type { VerdictKind } from '../bench/metrics/verdict.ts'
import type { Cause } from '../bench/study/why/loss-causes.ts'
import type { Ablation, ArmWhy, Outcomes } from '../bench/study/why/why-data.ts'
import { fixed } from './format.ts'
import { CAUSE_WORDS, type LossRow, lossRows, totalOf } from './why-causes.ts'

/** A cause with less of the loss does not explain it alone. */
const LEADING_SHARE = 0.4

const HEADS: Readonly<Record<VerdictKind, string>> = {
  absorbed: 'It is not shaken',
  recovered: 'It comes back',
  slow: 'It comes back late',
  oscillating: 'It falls again and again',
  metastable: 'It stays down',
  undecided: 'It is not decided',
}

/** What became of an arm and why, from its figures alone. The verdict comes first, so that the cause cannot contradict it. */
export function sentenceOf(arm: ArmWhy): string {
  return [headOf(arm), causeOf(arm), elementsOf(arm)].filter((part) => part !== '').join(' ')
}

/** `It comes back late, after 13 s (slow in 10 of 10 seeds).` */
function headOf({ full, undecided }: ArmWhy): string {
  const { verdict, backAfterMs } = full
  const seconds = backAfterMs === null || backAfterMs < 500 ? '' : `, after ${fixed(backAfterMs / 1000, 1)} s`
  const when = verdict === 'slow' || verdict === 'recovered' ? seconds : ''
  const why = verdict === 'undecided' ? `: ${undecided}` : ''
  return `${HEADS[verdict]}${when} (${outcome(full)})${why}.`
}

/** The cause that lost most: of what was lost after the trigger, or of the trigger where nothing was lost after it. */
function causeOf(arm: ArmWhy): string {
  const isAfter = totalOf(arm.losses.after) > 0
  const share = (row: LossRow) => (isAfter ? row.afterShare : row.triggerShare)
  const rows = lossRows(arm.losses)
    .filter((row) => share(row) > 0)
    .sort((a, b) => share(b) - share(a))
  const [most, second] = rows
  if (most === undefined) return 'Nothing was lost.'
  const of = `${fixed(100 * share(most), 0)} % of ${isAfter ? 'what was lost after the trigger' : 'the loss, all of it during the trigger'}`
  if (share(most) < LEADING_SHARE && second !== undefined) {
    const parts = [most, second].map((row) => `${CAUSE_WORDS[row.cause]} (${fixed(100 * share(row), 0)} %)`)
    return `Several causes: ${parts.join(', ')}.`
  }
  if (arm.full.verdict === 'undecided') return `Until then the cause is: ${CAUSE_WORDS[most.cause]}, ${of}.`
  const lost = Math.round(isAfter ? most.after : most.trigger)
  return `${explained(most.cause, arm, String(lost))}: ${of}.${condition(most.cause, arm)}`
}

type Side = 'down' | 'late' | 'back'

function sideOf(verdict: VerdictKind): Side {
  if (verdict === 'metastable' || verdict === 'oscillating') return 'down'
  return verdict === 'slow' ? 'late' : 'back'
}

/** The cause in the words of its verdict. */
function explained(cause: Cause, { full, sustain }: ArmWhy, lost: string): string {
  const side = sideOf(full.verdict)
  const by = (down: string, late: string, back: string) => ({ down, late, back })[side]
  const rho = sustain?.rho === null || sustain === null ? '' : ` (load before the trigger ${fixed(sustain.rho, 2)})`
  switch (cause) {
    case 'retries':
      return by(
        'Retries keep the target overloaded',
        'Retries held the target up',
        'Retries overloaded the target, and stopped by themselves',
      )
    case 'load':
      return by(
        `First attempts alone are more than the target can do since the trigger${rho}, so something in front of it lets more through`,
        'First attempts alone were more than the target can do',
        'First attempts alone were more than the target can do',
      )
    case 'backlog':
      return by(
        'A backlog at the target does not fall, though attempts are below its capacity',
        'A backlog at the target had to drain',
        `A backlog of ${lost} requests drained`,
      )
    case 'fault':
      return by('The target fails them', 'The target failed them', 'The target failed them')
    case 'breaker':
      return by(
        'A breaker turns them away',
        'A breaker stayed open after the target was well',
        `A breaker turned ${lost} away`,
      )
    case 'bulkhead':
    case 'budget':
    case 'queue':
      return by(
        `They are ${CAUSE_WORDS[cause]}`,
        `They were ${CAUSE_WORDS[cause]}`,
        `${lost} were ${CAUSE_WORDS[cause]}`,
      )
    case 'client':
      return by(
        'Calls wait in the client (bulkhead, pool or backoff) longer than they are worked on',
        'A backlog in the client (bulkhead, pool or backoff) had to drain',
        `${lost} waited in the client (bulkhead, pool or backoff)`,
      )
    case 'broker':
      return by(
        'Messages wait in the broker longer than they are worked on',
        'A backlog in the broker had to drain',
        `${lost} waited in the broker`,
      )
    case 'dead-by-breaker':
    case 'dead-by-expiry':
    case 'dead-by-failures':
      return by(
        `Messages die (${CAUSE_WORDS[cause]})`,
        `Messages died (${CAUSE_WORDS[cause]})`,
        `${lost} messages died and stay lost (${CAUSE_WORDS[cause]})`,
      )
  }
}

/** Whether retries can keep the target overloaded by themselves. */
function condition(cause: Cause, { full, sustain }: ArmWhy): string {
  if (cause !== 'retries' || sustain === null || sustain.demand === null) return ''
  const { attemptsPerRequest, demand } = sustain
  const sum = `While nothing is answered each request makes ${fixed(attemptsPerRequest, 2)} attempts, ${fixed(demand, Math.abs(demand - 1) < 0.005 ? 4 : 2)} times what the target can do`
  if (demand <= 1) return ` ${sum}, so retries could not keep it overloaded alone.`
  return sideOf(full.verdict) === 'down' ? ` ${sum}, so retries alone keep it overloaded.` : ` ${sum}.`
}

/** The elements whose loss turns the verdict. */
function elementsOf(arm: ArmWhy): string {
  const side = sideOf(arm.full.verdict)
  const rows = measured(arm).filter(({ without }) =>
    side === 'down' ? without.collapse !== null && !collapses(without) : collapses(without),
  )
  return arm.full.verdict === 'undecided' || rows.length === 0 ? '' : `${list(rows)}.`
}

/** `metastable in 10 of 10 seeds`. */
function outcome({ verdict, verdicts }: Outcomes): string {
  const seeds = Object.values(verdicts).reduce((sum, count) => sum + count, 0)
  return `${verdict} in ${verdicts[verdict]} of ${seeds} seeds`
}

/** From half of the decided seeds on an arm collapses. */
export function collapses({ collapse }: Outcomes): boolean {
  return collapse !== null && collapse.share >= COLLAPSE_SHARE
}

type Measured = Extract<Ablation, { kind: 'measured' }>

function measured({ ablations }: ArmWhy): Measured[] {
  return ablations.filter((row): row is Measured => row.kind === 'measured')
}

function list(rows: readonly Measured[]): string {
  const text = ({ element, done, without }: Measured) =>
    `without ${element}${done === 'removed' || done === 'none' ? '' : ` (${done})`} ${outcome(without)}`
  return rows.map(text).join(', ').replace(/^w/, 'W')
}
