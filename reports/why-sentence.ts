import { COLLAPSE_SHARE } from '../bench/metrics/collapse.ts'
import type { Ablation, ArmWhy, Outcomes, Rates } from '../bench/study/why/why-data.ts'
import { fixed } from './format.ts'

/** What sustains the overload of an arm or does not, from its figures alone. */
export function sentenceOf(arm: ArmWhy): string {
  return `${[supplied(arm), condition(arm)].filter((part) => part !== '').join('; ')}.`
}

/** The moment that the sentence speaks of: 10 s after the trigger, or the end of the load when that comes first. */
function momentOf({ rates }: ArmWhy): Rates | undefined {
  return rates.find(({ afterMs }) => afterMs === 10_000) ?? rates.at(-1)
}

function supplied(arm: ArmWhy): string {
  const rates = momentOf(arm)
  if (rates === undefined) return ''
  const { attempts, afterFailed, afterTimeout, afterRejected, hedges, redeliveries } = rates
  const when = `${rates.afterMs / 1000} s after the trigger`
  if (attempts === 0) return `no attempt was made ${when}`
  const sources = [
    ['retries', afterFailed + afterTimeout + afterRejected],
    ['redeliveries', redeliveries],
    ['hedges', hedges],
  ] as const
  const seen = sources.filter(([, perSecond]) => perSecond > 0)
  const names = seen.length === 0 ? [arm.style === 'rpc' ? 'retries' : 'redeliveries'] : seen.map(([name]) => name)
  const share = sources.reduce((sum, [, perSecond]) => sum + perSecond, 0) / attempts
  return `${names.join(' and ')} supplied ${fixed(share * 100, 0)} % of the load ${when}`
}

function condition(arm: ArmWhy): string {
  const { full, sustain, complete } = arm
  if (sustain === null) {
    return complete
      ? `whether that load sustains itself is n/a, because it has no rate; ${outcome(full)}`
      : outcome(full)
  }
  const { attemptsPerRequest, rho } = sustain
  if (rho === null) {
    return `1 + r_inf = ${fixed(attemptsPerRequest, 2)}, but whether that sustains itself is n/a, because the capacity of the target is not known; ${outcome(full)}`
  }
  const product = attemptsPerRequest * rho
  const sum = `(1 + r_inf) rho = ${fixed(product, Math.abs(product - 1) < 0.005 ? 4 : 2)}`
  if (full.collapse === null) {
    return `${sum} ${product > 1 ? '>' : '<='} 1; too many seeds are undecided to tell: ${arm.undecided}`
  }
  if (collapses(full)) {
    if (product > 1) return `${sum} > 1, so that load alone keeps the target overloaded: ${outcome(full)}`
    return `${sum} <= 1, so attempts that nobody answers do not explain it: ${outcome(full)}${list('; without', restorers(arm))}`
  }
  const guards = list('; without', holders(arm))
  if (product <= 1) return `${sum} <= 1, so that load cannot keep the target overloaded: ${outcome(full)}${guards}`
  const none = complete ? '; no element alone holds it back' : ''
  return `${sum} > 1, so that load could keep the target overloaded, but does not: ${outcome(full)}${guards === '' ? none : guards}`
}

/** `metastable in 10 of 10 seeds`. */
function outcome({ verdict, verdicts }: Outcomes): string {
  return `${verdict} in ${verdicts[verdict]} of ${totalOf(verdicts)} seeds`
}

function totalOf(verdicts: Outcomes['verdicts']): number {
  return Object.values(verdicts).reduce((sum, count) => sum + count, 0)
}

/** From half of the decided seeds on an arm collapses. */
export function collapses({ collapse }: Outcomes): boolean {
  return collapse !== null && collapse.share >= COLLAPSE_SHARE
}

type Measured = Extract<Ablation, { kind: 'measured' }>

function measured({ ablations }: ArmWhy): Measured[] {
  return ablations.filter((row): row is Measured => row.kind === 'measured')
}

/** Elements without which the arm collapses. */
function holders(arm: ArmWhy): Measured[] {
  return measured(arm).filter(({ without }) => collapses(without))
}

/** Elements without which it does not. */
function restorers(arm: ArmWhy): Measured[] {
  return measured(arm).filter(({ without }) => without.collapse !== null && !collapses(without))
}

function list(before: string, rows: readonly Measured[]): string {
  if (rows.length === 0) return ''
  return `${before} ${rows.map(({ element, done, without }) => `${element}${done === 'removed' || done === 'none' ? '' : ` (${done})`} ${outcome(without)}`).join(', without ')}`
}
