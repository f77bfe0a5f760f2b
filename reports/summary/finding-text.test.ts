import { expect, test } from 'vitest'
import { brokerRecord } from '../../bench/metrics/testing.ts'
import type { ArmSummary } from './arm-summary.ts'
import { findingsText } from './finding-text.ts'
import { findingsOf } from './summarise-data.ts'

const findingOf = (arms: readonly ArmSummary[]) => findingsText({ findings: findingsOf(arms) })

interface Figures {
  readonly good: number
  readonly cost: number
  readonly wasted?: number
  /** Shares in time of the repeats. @defaultValue `good` in each of them */
  readonly repeats?: readonly number[]
}

/** An arm with the figures that findings use. */
function arm(
  name: string,
  { good, cost, wasted = Number.NaN, repeats = [good] }: Figures,
  fields: Partial<ArmSummary> = {},
): ArmSummary {
  const values: Readonly<Record<string, number>> = {
    goodput_ratio: good,
    retry_amplification: cost,
    wasted_work_ratio: wasted,
  }
  return {
    suite: 's',
    variant: 'default',
    arm: name,
    style: 'rpc',
    clockFrom: 'plan',
    deadlineMs: 500,
    repeats: 1,
    status: 'valid',
    warnings: [],
    phases: ['baseline'],
    reasons: [],
    verdicts: new Map(),
    judged: [],
    answers: undefined,
    proxies: [],
    broker: undefined,
    seen: undefined,
    crashes: [],
    workers: [],
    consumerCrashes: [],
    value: (metric) => values[metric]!,
    values: (metric) => (metric === 'ok' ? repeats.map((share) => 100 * share) : repeats),
    ...fields,
  }
}

test('without a valid run nothing is shown', () => {
  const nothing = 'No run of this suite was valid, so it shows nothing.'
  expect(findingOf([])).toBe(nothing)
  const figures = { good: 1, cost: 1 }
  expect(findingOf([arm('a', figures, { status: 'invalid' }), arm('b', figures, { status: 'partial' })])).toBe(nothing)
})

test('one arm: its share, its deadline, its attempts, its waste', () => {
  expect(findingOf([arm('plain', { good: 0.925, cost: 1.5, wasted: 0.25 })])).toBe(
    "plain completed 92.5 % of the requests within 500 ms with 1.50 attempts per request, and 25.0 % of the target's work was wasted.",
  )
})

test('without a deadline or known waste, the sentence has none', () => {
  expect(findingOf([arm('plain', { good: 0.925, cost: 1.5 }, { deadlineMs: null })])).toBe(
    'plain completed 92.5 % of the requests with 1.50 attempts per request.',
  )
})

test('several arms: the best share first, then the worst, whatever their order; those between are left out', () => {
  const arms = [
    arm('worst', { good: 0.25, cost: 3, wasted: 0.5 }),
    arm('best', { good: 0.75, cost: 1, wasted: 0 }),
    arm('middle', { good: 0.5, cost: 2, wasted: 0.25 }),
  ]
  const sentence =
    "best completed 75.0 % of the requests within 500 ms with 1.00 attempts per request, and 0.0 % of the target's work was wasted; " +
    "worst completed 25.0 % of the requests within 500 ms with 3.00 attempts per request, and 50.0 % of the target's work was wasted."
  expect(findingOf(arms)).toBe(sentence)
  expect(findingOf(arms.toReversed())).toBe(sentence)
})

test('of two arms with the same share the cheaper one is the better', () => {
  const arms = [
    arm('dear', { good: 0.5, cost: 2 }),
    arm('cheap', { good: 0.5, cost: 1 }),
    arm('worst', { good: 0.25, cost: 1 }),
  ]
  expect(findingOf(arms)).toBe(
    'cheap completed 50.0 % of the requests within 500 ms with 1.00 attempts per request; ' +
      'worst completed 25.0 % of the requests within 500 ms with 1.00 attempts per request.',
  )
})

test('shares 0.004 apart are the same and cost decides, 0.006 apart they are not', () => {
  const of = (share: number) => findingOf([arm('dear', { good: 0.5, cost: 2 }), arm('cheap', { good: share, cost: 1 })])
  expect(of(0.496)).toBe(
    'All arms completed about the same share in time (50.0 %); cheap needed 1.00 attempts per request, dear 2.00 attempts per request.',
  )
  expect(of(0.494)).toBe(
    'dear completed 50.0 % of the requests within 500 ms with 2.00 attempts per request; ' +
      'cheap completed 49.4 % of the requests within 500 ms with 1.00 attempts per request.',
  )
})

test('of arms with about the same share only the cheapest and the dearest are named', () => {
  const costs = { b: 2, c: 3, a: 1 }
  const arms = Object.entries(costs).map(([name, cost]) => arm(name, { good: 0.5, cost }))
  expect(findingOf(arms)).toBe(
    'All arms completed about the same share in time (50.0 %); a needed 1.00 attempts per request, c 3.00 attempts per request.',
  )
})

test('an arm that is not valid takes no part', () => {
  expect(findingOf([arm('a', { good: 1, cost: 9 }, { status: 'invalid' }), arm('b', { good: 0.5, cost: 1 })])).toBe(
    'b completed 50.0 % of the requests within 500 ms with 1.00 attempts per request. Not valid, and so left out: a.',
  )
})

test('variants: how far the arms lie apart in the first and in the last of them', () => {
  const of = (variant: string, costs: Readonly<Record<string, number>>) =>
    Object.entries(costs).map(([name, cost]) => arm(name, { good: 1, cost }, { variant }))
  expect(
    findingOf([...of('calm', { a: 1, b: 1.25 }), ...of('between', { a: 5, b: 9 }), ...of('storm', { a: 1.5, b: 4 })]),
  ).toBe('The arms differ by 0.25 attempts per request in calm (a 1.00, b 1.25) and by 2.50 in storm (a 1.50, b 4.00).')
})

test('a variant with one valid arm left has nothing to compare: the next one stands in', () => {
  const of = (variant: string, fields: Partial<ArmSummary> = {}) => [
    arm('a', { good: 1, cost: 1 }, { variant, ...fields }),
    arm('b', { good: 1, cost: 2 }, { variant }),
  ]
  expect(findingOf([...of('calm', { status: 'invalid' }), ...of('gale'), ...of('storm')])).toBe(
    'The arms differ by 1.00 attempts per request in gale (a 1.00, b 2.00) and by 1.00 in storm (a 1.00, b 2.00). Not valid, and so left out: a in calm.',
  )
  expect(findingOf([...of('calm', { status: 'invalid' }), ...of('storm')])).toMatch(
    /^a in storm|^All arms|^a completed/,
  )
  expect(findingOf([...of('calm', { status: 'invalid' }), ...of('storm', { status: 'invalid' })])).toBe(
    'No variant has two valid arms, so none are compared. Not valid, and so left out: a in calm, a in storm.',
  )
})

test('one arm in several variants is named with its variant', () => {
  const arms = [
    arm('a', { good: 1, cost: 1 }, { variant: 'calm' }),
    arm('a', { good: 0.5, cost: 3 }, { variant: 'storm' }),
  ]
  expect(findingOf(arms)).toBe(
    'a in calm completed 100.0 % of the requests within 500 ms with 1.00 attempts per request; ' +
      'a in storm completed 50.0 % of the requests within 500 ms with 3.00 attempts per request.',
  )
})

test('repeats that differ by more than a tenth are named, since their median hides it', () => {
  const sentence = (name: string, good: string) =>
    `${name} completed ${good} of the requests within 500 ms with 1.00 attempts per request`
  const first = arm('first', { good: 0, cost: 1, repeats: [0, 0, 0.384] })
  expect(findingOf([first])).toBe(
    `${sentence('first', '0.0 %')}. The share in time differs between repeats: first 0.0 % to 38.4 %.`,
  )
  const within = arm('within', { good: 0.8, cost: 1, repeats: [0.75, 0.8, 0.85] })
  const beyond = arm('beyond', { good: 0.5, cost: 1, repeats: [0.4, 0.5, 0.51] })
  expect(findingOf([within, beyond, first])).toBe(
    `${sentence('within', '80.0 %')}; ${sentence('first', '0.0 %')}. ` +
      'The share in time differs between repeats: beyond 40.0 % to 51.0 %, first 0.0 % to 38.4 %.',
  )
})

test('where nothing succeeded in any repeat the sentence says so, and why', () => {
  const reasons = [['failed: http 500', 7]] as const
  const none = arm('a', { good: 0, cost: 1 }, { reasons })
  expect(findingOf([none])).toBe(
    'No request succeeded (mostly failed: http 500): check the target, its address and what it expects.',
  )
})

const CRASH = { killedMs: 4000, backMs: 5500, publishingAfterMs: 40, consumingAfterMs: 40 }
/** An arm with a broker that confirmed 3638 messages and lost this many of them. */
const losing = (name: string, lost: number | null, fields: Partial<ArmSummary> = {}) =>
  arm(name, { good: 0.5, cost: 1 }, { seen: { ...brokerRecord().seen, confirmed: 3638, lost }, ...fields })
const SAME_SHARE = 'All arms completed about the same share in time (50.0 %)'

test('where a broker was killed, what each arm lost comes first', () => {
  const crashes = [CRASH]
  const arms = [losing('disk', 0, { crashes }), losing('memory', 484, { crashes }), losing('gone', null, { crashes })]
  expect(findingOf(arms)).toBe(
    'disk lost none of 3638 confirmed messages; memory lost 484 of 3638; gone lost an unknown number of 3638. ' +
      `${SAME_SHARE}; disk needed 1.00 attempts per request, gone 1.00 attempts per request.`,
  )
})

test('where no broker was killed, only arms that lost a message are named', () => {
  const attempts = 'needed 1.00 attempts per request, b 1.00 attempts per request.'
  const beside = (lost: number | null) => findingOf([losing('a', 0), losing('b', lost)])
  expect(beside(1)).toBe(`b lost 1 of 3638 confirmed messages. ${SAME_SHARE}; a ${attempts}`)
  expect(beside(0)).toBe(`${SAME_SHARE}; a ${attempts}`)
  expect(beside(null)).toBe(`${SAME_SHARE}; a ${attempts}`)
})

test('a loss of an arm in one variant is reported with the variant', () => {
  const arms = [losing('a', 0, { variant: 'calm' }), losing('a', 7, { variant: 'storm' })]
  expect(findingOf(arms)).toMatch(/^a in storm lost 7 of 3638 confirmed messages\. All arms/)
})
