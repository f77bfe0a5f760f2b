import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { VerdictKind } from '../bench/metrics/verdict.ts'
import type { ArmWhy, Outcomes, Rates, WhyData } from '../bench/study/why/why-data.ts'
import { renderWhy, whyText } from './why.ts'
import { sentenceOf } from './why-sentence.ts'

function outcomes(verdict: VerdictKind, share: number | null, deficitMedian: number): Outcomes {
  const none = { absorbed: 0, recovered: 0, slow: 0, oscillating: 0, metastable: 0, undecided: 0 }
  const collapse = share === null ? null : { share, low: share === 0 ? 0 : 0.72, high: share === 0 ? 0.28 : 1 }
  return { verdicts: { ...none, [verdict]: 10 }, verdict, collapse, deficitMedian }
}
const collapsed = outcomes('metastable', 1, 2000)
const recovered = outcomes('recovered', 0, 500)

const rates = (afterMs: number, isEnd: boolean, fields: Partial<Rates> = {}): Rates => ({
  ...{ afterMs, isEnd, offered: 100, goodput: 0, attempts: 400, first: 104, afterFailed: 96, afterTimeout: 200 },
  ...{ afterRejected: 0, hedges: 0, redeliveries: 0, ...fields },
})

function arm(fields: Partial<ArmWhy> = {}): ArmWhy {
  const difference = { median: 1500, low: 1400.5, high: 1600 }
  return {
    ...{ arm: 'naive', style: 'rpc', complete: true, runs: 123, full: collapsed, undecided: '' },
    ablations: [
      { element: 'retry', done: 'removed', kind: 'measured', without: recovered, difference, share: 0.75 },
      { element: 'target.queueMax', done: '40 -> 10000', kind: 'refused', reason: 'target.queueMax: is too much' },
    ],
    rates: [rates(1000, false), rates(10_000, false), rates(60_000, true, { first: 100, afterTimeout: 204 })],
    sustain: { attemptsPerRequest: 4, rho: 0.7 },
    flips: {
      kind: 'searched',
      candidates: 7,
      found: [{ parameter: 'arms.naive.policy[0].retriesMax', from: 3, to: 1, outcomes: recovered }],
    },
    ...fields,
  }
}

describe('the sentence', () => {
  test('of a collapse that its own load sustains', () => {
    expect(sentenceOf(arm())).toBe(
      'retries supplied 74 % of the load 10 s after the trigger; (1 + r_inf) rho = 2.80 > 1, so that load alone keeps the target overloaded: metastable in 10 of 10 seeds.',
    )
  })

  test('of one that it does not explain names what would end it', () => {
    expect(sentenceOf(arm({ sustain: { attemptsPerRequest: 1, rho: 0.7 } }))).toBe(
      'retries supplied 74 % of the load 10 s after the trigger; (1 + r_inf) rho = 0.70 <= 1, so attempts that nobody answers do not explain it: metastable in 10 of 10 seeds; without retry recovered in 10 of 10 seeds.',
    )
  })

  test('of a survivor whose load could sustain a collapse names the element that holds it back', () => {
    const difference = { median: -1500, low: null, high: null }
    const guard = {
      element: 'bulkhead.waitingMax',
      done: '400 -> 0',
      kind: 'measured',
      without: collapsed,
      difference,
      share: -3,
    } as const
    const start =
      'retries supplied 74 % of the load 10 s after the trigger; (1 + r_inf) rho = 2.80 > 1, so that load could keep the target overloaded, but does not: recovered in 10 of 10 seeds'
    expect(sentenceOf(arm({ full: recovered, ablations: [guard] }))).toBe(
      `${start}; without bulkhead.waitingMax (400 -> 0) metastable in 10 of 10 seeds.`,
    )
    expect(sentenceOf(arm({ full: recovered, ablations: [] }))).toBe(`${start}; no element alone holds it back.`)
    expect(sentenceOf(arm({ full: recovered, ablations: [], complete: false }))).toBe(`${start}.`)
  })

  test('of a survivor whose load cannot', () => {
    const quiet = rates(10_000, true, { attempts: 100, first: 100, afterFailed: 0, afterTimeout: 0 })
    expect(sentenceOf(arm({ full: recovered, rates: [quiet], sustain: { attemptsPerRequest: 1, rho: 1 } }))).toBe(
      'retries supplied 0 % of the load 10 s after the trigger; (1 + r_inf) rho = 1.0000 <= 1, so that load cannot keep the target overloaded: recovered in 10 of 10 seeds.',
    )
  })

  test('at the end of a load shorter than 10 s, with all that is no first try', () => {
    const late = rates(7000, true, { hedges: 4, redeliveries: 0 })
    expect(sentenceOf(arm({ rates: [rates(1000, false), late] }))).toMatch(
      /^retries and hedges supplied 75 % of the load 7 s after the trigger;/,
    )
    const queue = rates(7000, true, { afterFailed: 0, afterTimeout: 0, redeliveries: 296 })
    expect(sentenceOf(arm({ style: 'queue', rates: [queue] }))).toMatch(/^redeliveries supplied 74 % of the load/)
    expect(sentenceOf(arm({ rates: [rates(7000, true, { attempts: 0 })] }))).toMatch(
      /^no attempt was made 7 s after the trigger;/,
    )
  })

  test('is n/a where capacity or rate are not known, and says why seeds are undecided', () => {
    expect(sentenceOf(arm({ sustain: { attemptsPerRequest: 4, rho: null } }))).toMatch(
      /; 1 \+ r_inf = 4.00, but whether that sustains itself is n\/a, because the capacity of the target is not known; metastable in 10 of 10 seeds\.$/,
    )
    expect(sentenceOf(arm({ sustain: null }))).toMatch(
      /; whether that load sustains itself is n\/a, because it has no rate; metastable/,
    )
    expect(sentenceOf(arm({ full: outcomes('undecided', null, 7), undecided: 'too short' }))).toMatch(
      /\(1 \+ r_inf\) rho = 2.80 > 1; too many seeds are undecided to tell: too short\.$/,
    )
  })
})

const data: WhyData = {
  ...{ schema: 1, status: 'complete', environment: { host: 'here' }, suite: 'storm', question: 'Who keeps it down?' },
  ...{ variant: 'default', seeds: { first: 7, count: 10 }, arms: [arm()] },
}

test('on a terminal: the sentence first, then three tables, within the width', () => {
  const text = whyText(data, 100)
  const [, ...blocks] = text.split('\n\n')
  expect(blocks.slice(0, 8)).toEqual([
    '== storm, naive ==',
    'Retries supplied 74 % of the load 10 s after the trigger; (1 + r_inf) rho = 2.80 > 1, so that load\nalone keeps the target overloaded: metastable in 10 of 10 seeds.',
    'P(collapse) 100 % [72, 100], goodput deficit 2000 requests, 1 + r_inf 4.00, rho 0.70, 123 runs',
    `element          done         P(collapse)      difference            share  verdict     deficit
(all elements)   -            100 % [72, 100]  -                         -  metastable     2000
retry            removed      0 % [0, 28]      1500 [1400.5, 1600]  75.0 %  recovered       500
target.queueMax  40 -> 10000  -                -                         -  refused           -`,
    'Without target.queueMax refused: target.queueMax: is too much',
    `per second                 at 1 s    share  at 10 s    share  at 60 s (end)    share
offered                     100.0        -    100.0        -          100.0        -
goodput                       0.0        -      0.0        -            0.0        -
attempts                    400.0  100.0 %    400.0  100.0 %          400.0  100.0 %
  first tries               104.0   26.0 %    104.0   26.0 %          100.0   25.0 %
  retries after a failure    96.0   24.0 %     96.0   24.0 %           96.0   24.0 %
  retries after a timeout   200.0   50.0 %    200.0   50.0 %          204.0   51.0 %`,
    'Smallest changes of one parameter with which it does not collapse, of 7 tried:',
    `change                                  factor  P(collapse)  verdict
arms.naive.policy[0].retriesMax 3 -> 1    0.33  0 % [0, 28]  recovered`,
  ])
  expect(text).toContain('shares need not add up to 1')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

test('a search without a find, one not made, and a broken-off arm say so', () => {
  const textOf = (fields: Partial<ArmWhy>) => whyText({ ...data, arms: [arm(fields)] }, 1000)
  expect(textOf({ flips: { kind: 'searched', candidates: 7, found: [] } })).toContain(
    'No change of one parameter flips the verdict: 7 tried, by up to a factor of 10 up and down.',
  )
  const flips = { kind: 'not searched', reason: 'too many seeds are undecided to tell' } as const
  expect(textOf({ flips })).toContain(
    'Smallest change that flips the verdict: not searched (too many seeds are undecided to tell).',
  )
  expect(textOf({ flips, complete: false })).toContain('(Stopped: what follows is incomplete.)')
  expect(textOf({ flips, complete: false })).not.toContain('not searched')
})

test('the files: the same data gives the same bytes, and only why.json holds the environment', () => {
  const files = renderWhy(data)
  expect([...files.keys()]).toEqual(['why.json', 'why.csv', 'why.md'])
  expect(renderWhy(JSON.parse(files.get('why.json')!))).toEqual(files)
  const elsewhere = renderWhy({ ...data, environment: { host: 'there' } })
  expect(elsewhere.get('why.csv')).toBe(files.get('why.csv'))
  expect(elsewhere.get('why.md')).toBe(files.get('why.md'))
})

test('why.csv has one value per line', () => {
  const lines: Record<string, string>[] = parse(renderWhy(data).get('why.csv')!, { columns: true })
  const find = (part: string, item: string, metric: string) =>
    lines.find((line) => line.part === part && line.item === item && line.metric === metric)
  expect(find('all', '', 'p_collapse')).toMatchObject({
    suite: 'storm',
    arm: 'naive',
    value: '1.000000',
    ci_lo: '0.720000',
    ci_hi: '1.000000',
  })
  expect(find('ablation', 'retry', 'goodput_deficit_difference')).toMatchObject({
    done: 'removed',
    value: '1500',
    ci_lo: '1400.5',
    ci_hi: '1600',
  })
  expect(find('ablation', 'target.queueMax', 'refused')).toMatchObject({ value: '1' })
  expect(find('rate', '10000 ms after the trigger', 'retries_after_timeout')).toMatchObject({
    unit: 'per_second',
    value: '200.000',
  })
  expect(find('sustain', '', 'attempts_per_request')).toMatchObject({ value: '4.000000' })
  expect(find('flip', 'arms.naive.policy[0].retriesMax', 'p_collapse')).toMatchObject({
    done: '3 -> 1',
    value: '0.000000',
  })
})

test('why.md says that it is partial', () => {
  expect(renderWhy({ ...data, status: 'partial' }).get('why.md')).toContain('> This was interrupted')
  expect(renderWhy(data).get('why.md')).not.toContain('interrupted')
})
