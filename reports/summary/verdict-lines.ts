import { groupBy } from '../../bench/core/group-by.ts'
import { WATCHED_MAX_MS } from '../../bench/metrics/verdict.ts'
import { listed } from './listed.ts'
import type { ArmAnswer } from './summary-data.ts'
import { reasonText } from './verdict-words.ts'

type NameOf = (arm: ArmAnswer) => string

/** Reasons why arms are undecided, each reason of an arm once, in the order of the arms. */
export function undecidedLines(arms: readonly ArmAnswer[]): string[] {
  const nameOf = namesIn(arms)
  return arms.flatMap((arm) => {
    const { repeats, verdict } = arm
    const reasons = (verdict?.runs ?? []).filter(({ kind }) => kind === 'undecided').map(reasonText)
    return [...groupBy(reasons, (reason) => reason)].map(([reason, { length }]) => {
      const some = repeats === 1 ? '' : ` in ${length} of ${repeats} repeats`
      return `${nameOf(arm)} undecided${some}: ${reason}`
    })
  })
}

/** Facts that the verdicts on these arms rest on and that a reader would not expect. */
export function basisLines(arms: readonly ArmAnswer[]): string[] {
  const judged = arms.filter(({ verdict }) => verdict !== null)
  return [...beyondLines(judged, namesIn(arms)), ...deadlineLines(judged)]
}

function namesIn(arms: readonly ArmAnswer[]): NameOf {
  const isOneVariant = arms.every(({ variant }) => variant === arms[0]!.variant)
  return ({ arm, variant }) => (isOneVariant ? arm : `${arm} in ${variant}`)
}

/** Arms whose verdict needed more load than their plan has. */
function beyondLines(arms: readonly ArmAnswer[], nameOf: NameOf): string[] {
  const beyond = arms.flatMap((arm) => {
    const decided = arm.verdict!.runs.filter(({ kind, beyondPlanS }) => kind !== 'undecided' && beyondPlanS > 0)
    return decided.length === 0 ? [] : [{ name: nameOf(arm), beyondS: decided.map(({ beyondPlanS }) => beyondPlanS) }]
  })
  if (beyond.length === 0) return []
  const longestS = Math.max(...beyond.flatMap(({ beyondS }) => beyondS))
  return [
    `The plan was too short to decide ${listed(beyond.map(({ name }) => name))}. So ${beyond.length === 1 ? 'its' : 'their'} last rate was held for up to ${longestS} s more, for the verdict only.`,
  ]
}

function deadlineLines(arms: readonly ArmAnswer[]): string[] {
  if (!arms.some(({ deadlineMs }) => deadlineMs === null)) return []
  return [
    `No deadline is set, so everything that succeeds counts as good, however late. Only a verdict waits no longer than ${WATCHED_MAX_MS / 1000} s for a request.`,
  ]
}
