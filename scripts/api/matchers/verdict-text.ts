import { groupBy } from '../../../bench/core/group-by.ts'
import { VERDICT_KINDS, type VerdictKind } from '../../../bench/metrics/verdict.ts'
import { counted, fixed } from '../../../reports/format.ts'
import { worstReason } from '../../../reports/summary/doubts.ts'
import { reasonText } from '../../../reports/summary/verdict-words.ts'
import type { ArmResult } from '../arm-result.ts'

/** Why the figures of an arm must not be used; undefined when they may be. */
export function whyNotValid({ runs, status }: ArmResult): string | undefined {
  if (status === 'valid') return undefined
  const { reason, advice } = worstReason(runs.flatMap(({ warnings }) => warnings))
  return `not judged, its runs are ${status}: ${reason} ${advice}`
}

/** The verdicts of an arm with their reasons; what is missing where it has none. */
export function verdictText(arm: ArmResult): string {
  const { verdict, runs } = arm
  if (verdict === null) return 'no verdict: that takes a trigger that ends before the load does'
  const order = (kind: string) => VERDICT_KINDS.indexOf(kind as VerdictKind)
  const counts = Object.entries(verdict.counts).sort(([a, m], [b, n]) => n - m || order(b) - order(a))
  const seeds = counted(runs.length, 'seed')
  const kinds = counts.map(([kind, times], i) => `${kind} in ${times}${i === 0 ? ` of ${seeds}` : ''}`)
  return [`${[...kinds, collapseText(arm)].join(', ')}.`, ...reasonsOf(arm)].join(' ')
}

/** `P(collapse) 90 % (95 % interval 70 to 97 %)`. */
function collapseText({ collapse }: ArmResult): string {
  if (collapse === null) return ''
  const [low, high] = [collapse.low, collapse.high].map((share) => fixed(100 * share, 0))
  const share = collapse.share === null ? 'open' : `${fixed(100 * collapse.share, 0)} %`
  return `P(collapse) ${share} (95 % interval ${low} to ${high} %)`
}

/** The reason of each kind of verdict once, with the first seed that has it. */
function reasonsOf({ verdict }: ArmResult): string[] {
  const reasoned = (verdict?.runs ?? []).filter(({ reason }) => reason !== '')
  const kinds = [...groupBy(reasoned, ({ kind }) => kind).values()]
  return kinds.map(([run]) => `Seed ${run!.seed} is ${run!.kind}: ${reasonText(run!)}.`)
}
