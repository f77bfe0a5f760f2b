import { groupBy } from '../bench/core/group-by.ts'
import type { ArmSummary } from './arm-summary.ts'
import { countText, fixed, percent } from './format.ts'

/** Shares closer than this are called the same in a sentence. */
const SAME = 0.005
/** Repeats whose shares lie further apart than this are named: their median hides what one of them was. */
const SPREAD_MAX = 0.1

/** A sentence that says what a suite shows, from its figures alone, after one on what brokers lost. Arms that are not valid take no part, which is said. */
export function findingOf(arms: readonly ArmSummary[]): string {
  const valid = arms.filter(({ status }) => status === 'valid')
  if (arms.length > 0 && arms.every(({ status }) => status === 'partial'))
    return 'Interrupted before any arm was complete.'
  if (valid.length === 0) return 'No run of this suite was valid, so it shows nothing.'
  return [...lossFinding(valid), outcomeFinding(arms, valid), ...spreadFinding(arms, valid), ...leftOut(arms)].join(' ')
}

/** Who is missing in the sentence before. */
function leftOut(arms: readonly ArmSummary[]): string[] {
  const nameOf = namesIn(arms)
  const names = arms.filter(({ status }) => status !== 'valid').map(nameOf)
  return names.length === 0 ? [] : [`Not valid, and so left out: ${names.join(', ')}.`]
}

function outcomeFinding(arms: readonly ArmSummary[], valid: readonly ArmSummary[]): string {
  if (valid.every((arm) => arm.values('ok').every((count) => count === 0))) return failedFinding(valid)
  const groupsIn = (some: readonly ArmSummary[]) =>
    [...groupBy(some, ({ variant }) => variant).values()].filter((group) => group.length > 1)
  // Arms are compared within a variant wherever there are several of them in one.
  if (groupsIn(arms).length < 2) return findingOfArms(valid)
  const comparable = groupsIn(valid)
  const [first, last] = [comparable[0], comparable.at(-1)]
  if (first === undefined || last === undefined) return 'No variant has two valid arms, so none are compared.'
  return first === last ? findingOfArms(first) : findingOfVariants(first, last)
}

/** Arms whose repeats were not alike. */
function spreadFinding(arms: readonly ArmSummary[], valid: readonly ArmSummary[]): string[] {
  const nameOf = namesIn(arms)
  const spreads = valid.flatMap((arm) => {
    const shares = arm.values('goodput_ratio')
    const [least = 0, most = 0] = [shares[0], shares.at(-1)]
    return most - least > SPREAD_MAX ? [`${nameOf(arm)} ${percent(least)} to ${percent(most)}`] : []
  })
  return spreads.length === 0 ? [] : [`The share in time differs between repeats: ${spreads.join(', ')}.`]
}

/** Nothing worked at all: rather a wrong address than a finding. */
function failedFinding(arms: readonly ArmSummary[]): string {
  const reasons = arms.flatMap((arm) => arm.reasons)
  const first = reasons.toSorted(([, m], [, n]) => n - m)[0]?.[0] ?? 'nothing ended'
  return `No request succeeded (mostly ${first}): check the target, its address and what it expects.`
}

function findingOfVariants(first: readonly ArmSummary[], last: readonly ArmSummary[]): string {
  const gap = (group: readonly ArmSummary[]) => {
    const values = group.map((arm) => arm.value('retry_amplification'))
    return fixed(Math.max(...values) - Math.min(...values), 2)
  }
  const list = (group: readonly ArmSummary[]) =>
    group.map((arm) => `${arm.arm} ${fixed(arm.value('retry_amplification'), 2)}`).join(', ')
  return (
    `The arms differ by ${gap(first)} attempts per request in ${first[0]!.variant} (${list(first)}) ` +
    `and by ${gap(last)} in ${last[0]!.variant} (${list(last)}).`
  )
}

/** What was confirmed and then lost, over all repeats: of each arm whose broker was killed, and of the others that lost anything. */
function lossFinding(arms: readonly ArmSummary[]): string[] {
  const nameOf = namesIn(arms)
  const concerned = arms.filter(({ seen, crashes }) => seen && (crashes.length > 0 || (seen.lost ?? 0) > 0))
  const lossOf = (arm: ArmSummary, what = '') => {
    const { lost, confirmed } = arm.seen!
    const count = lost === null ? 'an unknown number' : lost === 0 ? 'none' : countText(lost)
    return `${nameOf(arm)} lost ${count} of ${countText(confirmed)}${what}`
  }
  const [first, ...rest] = concerned
  if (first === undefined) return []
  return [`${[lossOf(first, ' confirmed messages'), ...rest.map((arm) => lossOf(arm))].join('; ')}.`]
}

/** How arms are called in a sentence: by their variant too where there are several. */
function namesIn(arms: readonly ArmSummary[]): (arm: ArmSummary) => string {
  const isOneVariant = arms.every(({ variant }) => variant === arms[0]!.variant)
  return ({ arm, variant }) => (isOneVariant ? arm : `${arm} in ${variant}`)
}

function findingOfArms(arms: readonly ArmSummary[]): string {
  const nameOf = namesIn(arms)
  const ranked = arms.toSorted((a, b) => b.value('goodput_ratio') - a.value('goodput_ratio') || cost(a) - cost(b))
  const [best, worst] = [ranked[0]!, ranked.at(-1)!]
  if (best === worst) return `${sentence(nameOf(best), best)}.`
  if (best.value('goodput_ratio') - worst.value('goodput_ratio') < SAME) {
    const [cheapest, dearest] = [...arms]
      .sort((a, b) => cost(a) - cost(b))
      .filter((_, i, all) => i === 0 || i === all.length - 1)
    return `All arms completed about the same share in time (${percent(best.value('goodput_ratio'))}); ${nameOf(cheapest!)} needed ${attempts(cheapest!)}, ${nameOf(dearest!)} ${attempts(dearest!)}.`
  }
  return `${sentence(nameOf(best), best)}; ${sentence(nameOf(worst), worst)}.`
}

function sentence(name: string, arm: ArmSummary): string {
  const within = arm.deadlineMs === null ? '' : ` within ${arm.deadlineMs} ms`
  const wasted = arm.value('wasted_work_ratio')
  const waste = Number.isNaN(wasted) ? '' : `, and ${percent(wasted)} of the target's work was wasted`
  return `${name} completed ${percent(arm.value('goodput_ratio'))} of the requests${within} with ${attempts(arm)}${waste}`
}

function attempts(arm: ArmSummary): string {
  return `${fixed(cost(arm), 2)} attempts per request`
}

function cost(arm: ArmSummary): number {
  return arm.value('retry_amplification')
}
