import { groupBy } from '../../bench/core/group-by.ts'
import { figureData } from '../../bench/thresholds/threshold-result.ts'
import type { ArmSummary } from './arm-summary.ts'
import { type ArmVerdict, armVerdict } from './arm-verdict.ts'
import { addedElements } from './elements.ts'
import { noVerdict } from './no-verdict.ts'
import type { Finding } from './summary-data.ts'

/** A finding before it is put into words. */
export type BareFinding = Finding extends infer One ? (One extends Finding ? Omit<One, 'text'> : never) : never
type Of<Kind extends Finding['kind']> = Extract<BareFinding, { kind: Kind }>

/** Shares that differ by less than this count as equal. */
const SAME = 0.005
/** Attempts per request that differ by less than this share count as equal. */
const SAME_ATTEMPTS = 0.01
/** Repeats whose shares lie further apart than this are named, because their median hides it. */
const SPREAD_MAX = 0.1
/** Without a verdict, an arm does better if its share in time is higher by this. */
const BETTER = 0.1

/**
 * Derives the findings of a suite from its figures alone. Arms that are not valid take no part, and that is a finding
 * too. `config` is the suite as it was run.
 */
export function suiteFindings(arms: readonly ArmSummary[], config?: unknown): BareFinding[] {
  const valid = arms.filter(({ status }) => status === 'valid')
  if (arms.length > 0 && arms.every(({ status }) => status === 'partial')) return [{ kind: 'interrupted' }]
  if (valid.length === 0) return [{ kind: 'nothing-valid' }]
  const variants = [...groupBy(valid, ({ variant }) => variant).values()]
  return [
    ...lost(valid),
    ...variants.flatMap(survival),
    ...noVerdict(valid, config),
    ...variants.flatMap((own) => savedBy(own, config)),
    ...variants.flatMap(alike),
    ...outcomes(arms, valid),
    ...spread(valid),
    ...leftOut(arms),
  ]
}

const ref = ({ arm, variant }: ArmSummary) => ({ arm, variant })
const inTime = (arm: ArmSummary) => arm.value('goodput_ratio')
const cost = (arm: ArmSummary) => arm.value('retry_amplification')

function outcome(arm: ArmSummary): Of<'one-arm'>['arm'] {
  return {
    ...ref(arm),
    inTime: figureData(inTime(arm)),
    deadlineMs: arm.deadlineMs,
    attemptsPerRequest: figureData(cost(arm)),
    wasted: figureData(arm.value('wasted_work_ratio')),
  }
}

/** Confirmed messages that were lost, for arms whose broker was killed and for others that lost any. */
function lost(arms: readonly ArmSummary[]): BareFinding[] {
  const concerned = arms.flatMap((arm) => {
    const { seen, crashes } = arm
    if (seen === undefined || (crashes.length === 0 && (seen.lost ?? 0) === 0)) return []
    return [{ ...ref(arm), lost: seen.lost, confirmed: seen.confirmed }]
  })
  return concerned.length === 0 ? [] : [{ kind: 'messages-lost', arms: concerned }]
}

/** The verdict of most repeats, and how many have it. */
function held({ kind, counts }: ArmVerdict) {
  const repeats = [...counts.values()].reduce((sum, times) => sum + times, 0)
  return { verdict: kind, times: counts.get(kind)!, repeats }
}

function survival(arms: readonly ArmSummary[]): BareFinding[] {
  const judged = arms.flatMap((arm) => {
    const verdict = armVerdict(arm)
    return verdict === undefined ? [] : [{ arm, verdict }]
  })
  if (judged.length === 0) return []
  const of = (filter: (one: (typeof judged)[number]) => boolean) => judged.filter(filter)
  const back = of(({ verdict }) => !verdict.isCollapse && verdict.kind !== 'undecided')
  const ranked = back.toSorted((a, b) => inTime(b.arm) - inTime(a.arm))
  return [
    {
      kind: 'survival',
      variant: arms[0]!.variant,
      back: ranked.map(({ arm, verdict }) => ({
        ...ref(arm),
        ...held(verdict),
        backAfterMs: verdict.backAfterMs,
      })),
      down: of(({ verdict }) => verdict.isCollapse).map(({ arm, verdict }) => ({ ...ref(arm), ...held(verdict) })),
      undecided: of(({ verdict }) => verdict.kind === 'undecided').map(({ arm }) => ref(arm)),
    },
  ]
}

/**
 * Finds arms that do better than another arm which lacks only some elements of their policy. A breaker or budget that
 * never turned anything away is no cause.
 */
function savedBy(arms: readonly ArmSummary[], config: unknown): BareFinding[] {
  const { arms: configs, variants } = Object(config) as Readonly<Record<string, Record<string, unknown> | undefined>>
  const own = Object(variants?.[arms[0]!.variant]).arms
  if (configs === undefined || own !== undefined) return []
  return arms.flatMap((arm) => {
    const worse = arms
      .filter((other) => isBetter(arm, other))
      .flatMap((other) => {
        const elements = addedElements(configs[arm.arm], configs[other.arm])
        return elements === undefined ? [] : [{ other, elements: elements.filter((element) => acted(arm, element)) }]
      })
      .filter(({ elements }) => elements.length > 0)
      .sort((a, b) => a.elements.length - b.elements.length)[0]
    return worse === undefined
      ? []
      : [{ kind: 'saved-by', ...ref(arm), elements: [...worse.elements], without: worse.other.arm } as const]
  })
}

function isBetter(arm: ArmSummary, other: ArmSummary): boolean {
  const [own, its] = [armVerdict(arm), armVerdict(other)]
  const doesMore = inTime(arm) - inTime(other) >= BETTER
  if (own === undefined || its === undefined) return own === its && doesMore
  return own.kind !== 'undecided' && !own.isCollapse && (its.isCollapse || doesMore)
}

/** Whether an element acted. Breakers and budgets act by turning attempts away; other elements may act without that. */
function acted(arm: ArmSummary, element: string): boolean {
  if (element !== 'breaker' && element !== 'budget') return true
  return arm.values(`rejections_${element}`).some((count) => count > 0)
}

/** Groups of arms of one variant with the same figures, unless all arms have them. */
function alike(arms: readonly ArmSummary[]): BareFinding[] {
  const groups: ArmSummary[][] = []
  for (const arm of arms) {
    const group = groups.find(([first]) => isAlike(first!, arm))
    if (group === undefined) groups.push([arm])
    else group.push(arm)
  }
  const some = groups.filter(({ length }) => length > 1 && length < arms.length)
  return some.map((group) => ({ kind: 'alike', arms: group.map(ref) }))
}

function isAlike(a: ArmSummary, b: ArmSummary): boolean {
  const near = (metric: string) => {
    const [x, y] = [a.value(metric), b.value(metric)]
    return (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) < SAME
  }
  const [m, n] = [cost(a), cost(b)]
  return (
    a.style === b.style &&
    armVerdict(a)?.kind === armVerdict(b)?.kind &&
    near('goodput_ratio') &&
    near('wasted_work_ratio') &&
    Math.abs(m - n) < SAME_ATTEMPTS * Math.max(m, n)
  )
}

function outcomes(arms: readonly ArmSummary[], valid: readonly ArmSummary[]): BareFinding[] {
  if (valid.every((arm) => arm.values('ok').every((count) => count === 0))) return [noneSucceeded(valid)]
  const groupsIn = (some: readonly ArmSummary[]) =>
    [...groupBy(some, ({ variant }) => variant).values()].filter((group) => group.length > 1)
  // Arms are compared within a variant wherever there are several of them in one.
  if (groupsIn(arms).length < 2) return [outcomeOfArms(valid)]
  const comparable = groupsIn(valid)
  const [first, last] = [comparable[0], comparable.at(-1)]
  if (first === undefined || last === undefined) return [{ kind: 'not-comparable' }]
  return [first === last ? outcomeOfArms(first) : { kind: 'variants', variants: [first, last].map(gapOf) }]
}

function gapOf(arms: readonly ArmSummary[]): Of<'variants'>['variants'][number] {
  const values = arms.map(cost)
  return {
    variant: arms[0]!.variant,
    gap: figureData(Math.max(...values) - Math.min(...values)),
    arms: arms.map(outcome),
  }
}

/** No request succeeded, which suggests a wrong address rather than a property of an arm. */
function noneSucceeded(arms: readonly ArmSummary[]): BareFinding {
  const reasons = arms.flatMap((arm) => arm.reasons)
  return { kind: 'none-succeeded', mostly: reasons.toSorted(([, m], [, n]) => n - m)[0]?.[0] ?? 'nothing ended' }
}

function outcomeOfArms(arms: readonly ArmSummary[]): BareFinding {
  const ranked = arms.toSorted((a, b) => inTime(b) - inTime(a) || cost(a) - cost(b))
  const [best, worst] = [ranked[0]!, ranked.at(-1)!]
  if (best === worst) return { kind: 'one-arm', arm: outcome(best) }
  if (inTime(best) - inTime(worst) >= SAME) {
    return { kind: 'best-and-worst', best: outcome(best), worst: outcome(worst) }
  }
  const byCost = arms.toSorted((a, b) => cost(a) - cost(b))
  return { kind: 'same-share', cheapest: outcome(byCost[0]!), dearest: outcome(byCost.at(-1)!) }
}

/** Arms whose repeats differ much. */
function spread(arms: readonly ArmSummary[]): BareFinding[] {
  const spreads = arms.flatMap((arm) => {
    const shares = arm.values('goodput_ratio')
    const [least = 0, most = 0] = [shares[0], shares.at(-1)]
    return most - least > SPREAD_MAX ? [{ ...ref(arm), least, most }] : []
  })
  return spreads.length === 0 ? [] : [{ kind: 'spread', arms: spreads }]
}

function leftOut(arms: readonly ArmSummary[]): BareFinding[] {
  const out = arms.filter(({ status }) => status !== 'valid').map(ref)
  return out.length === 0 ? [] : [{ kind: 'left-out', arms: out }]
}
