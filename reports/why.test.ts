import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { VerdictKind } from '../bench/metrics/verdict.ts'
import { CAUSES, type Cause, type Losses } from '../bench/study/why/loss-causes.ts'
import type { ArmWhy, Outcomes, Rates, WhyData } from '../bench/study/why/why-data.ts'
import { renderWhy, whyText } from './why.ts'
import { sentenceOf } from './why-sentence.ts'

function outcomes(verdict: VerdictKind, share: number | null, deficitMedian: number): Outcomes {
  const none = { absorbed: 0, recovered: 0, slow: 0, oscillating: 0, metastable: 0, undecided: 0 }
  const collapse = share === null ? null : { share, low: share === 0 ? 0 : 0.72, high: share === 0 ? 0.28 : 1 }
  const backAfterMs = verdict === 'recovered' ? 4000 : null
  return { verdicts: { ...none, [verdict]: 10 }, verdict, collapse, deficitMedian, backAfterMs }
}
const collapsed = outcomes('metastable', 1, 2000)
const recovered = outcomes('recovered', 0, 500)

const rates = (afterMs: number, isEnd: boolean, fields: Partial<Rates> = {}): Rates => ({
  ...{ afterMs, isEnd, offered: 100, goodput: 0, attempts: 400, first: 104, afterFailed: 96, afterTimeout: 200 },
  ...{ afterRejected: 0, hedges: 0, redeliveries: 0, ...fields },
})

function losses(trigger: Partial<Record<Cause, number>>, after: Partial<Record<Cause, number>>): Losses {
  const none = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>
  return { trigger: { ...none, ...trigger }, after: { ...none, ...after } }
}

function arm(fields: Partial<ArmWhy> = {}): ArmWhy {
  const difference = { median: 1500, low: 1400.5, high: 1600 }
  return {
    ...{ arm: 'naive', style: 'rpc', complete: true, runs: 123, full: collapsed, undecided: '' },
    ablations: [
      { element: 'retry', done: 'removed', kind: 'measured', without: recovered, difference, share: 0.75 },
      { element: 'target.queueMax', done: '40 -> 10000', kind: 'refused', reason: 'target.queueMax: is too much' },
    ],
    rates: [rates(1000, false), rates(10_000, false), rates(60_000, true, { first: 100, afterTimeout: 204 })],
    losses: losses({ retries: 1200, fault: 100 }, { retries: 680, client: 20 }),
    sustain: { attemptsPerRequest: 4, rho: 0.71, demand: 2.8 },
    flips: {
      kind: 'searched',
      candidates: 7,
      found: [
        {
          parameter: 'arms.naive.policy[0].retriesMax',
          from: 3,
          to: 1,
          change: 'arms.naive.policy[0].retriesMax 3 -> 1',
          outcomes: recovered,
        },
      ],
    },
    ...fields,
  }
}

describe('the sentence begins with the verdict and names what lost most', () => {
  test('of a collapse by retries, with what ends it', () => {
    expect(sentenceOf(arm())).toBe(
      'It stays down (metastable in 10 of 10 seeds). Retries keep the target overloaded: 97 % of what was lost after the trigger. While nothing is answered each request makes 4.00 attempts, 2.80 times what the target can do, so retries alone keep it overloaded. Without retry recovered in 10 of 10 seeds.',
    )
  })

  test('of retries that could not do it alone', () => {
    const sustain = { attemptsPerRequest: 1.2, rho: 0.7, demand: 0.84 }
    expect(sentenceOf(arm({ sustain, ablations: [] }))).toMatch(
      /each request makes 1\.20 attempts, 0\.84 times what the target can do, so retries could not keep it overloaded alone\.$/,
    )
    const edge = { attemptsPerRequest: 1, rho: 1, demand: 1 }
    expect(sentenceOf(arm({ sustain: edge, ablations: [] }))).toContain(
      '1.0000 times what the target can do, so retries could not',
    )
  })

  test('of a survivor names what it cost, when it was back, and the element that holds it', () => {
    const difference = { median: -1500, low: null, high: null }
    const done = '400 -> 0'
    const guard = {
      element: 'bulkhead.waitingMax',
      done,
      kind: 'measured',
      without: collapsed,
      difference,
      share: -3,
    } as const
    const full = recovered
    const lost = losses({ breaker: 1306.7 }, { breaker: 606.7 })
    expect(sentenceOf(arm({ full, losses: lost, ablations: [guard] }))).toBe(
      'It comes back, after 4.0 s (recovered in 10 of 10 seeds). A breaker turned 607 away: 100 % of what was lost after the trigger. Without bulkhead.waitingMax (400 -> 0) metastable in 10 of 10 seeds.',
    )
  })

  test('of what was lost during the trigger alone says so', () => {
    const lost = losses({ client: 98, backlog: 2 }, {})
    expect(sentenceOf(arm({ full: recovered, losses: lost, ablations: [] }))).toBe(
      'It comes back, after 4.0 s (recovered in 10 of 10 seeds). 98 waited in the client (bulkhead, pool or backoff): 98 % of the loss, all of it during the trigger.',
    )
    expect(sentenceOf(arm({ full: recovered, losses: losses({}, {}), ablations: [] }))).toMatch(/Nothing was lost\.$/)
  })

  test.each([
    ['breaker', 'It stays down (metastable in 10 of 10 seeds). A breaker turns them away: 100 %'],
    [
      'dead-by-breaker',
      'It stays down (metastable in 10 of 10 seeds). Messages die (dead letter: a breaker in the consumer): 100 %',
    ],
    [
      'load',
      'First attempts alone are more than the target can do since the trigger (load before the trigger 0.71), so something in front of it lets more through: 100 %',
    ],
  ] as const)('of a collapse by %s', (cause, text) => {
    expect(sentenceOf(arm({ losses: losses({}, { [cause]: 10 }), ablations: [] }))).toContain(text)
  })

  test('several causes are named when none lost 40 %', () => {
    const lost = losses({}, { retries: 39, client: 31, backlog: 30 })
    expect(sentenceOf(arm({ losses: lost, ablations: [] }))).toContain(
      'Several causes: retries overloaded the target (39 %), waited in the client (bulkhead, pool or backoff) (31 %).',
    )
  })

  test('of what is not decided says why, and what it is until then', () => {
    const full = outcomes('undecided', null, 7)
    expect(sentenceOf(arm({ full, undecided: 'a breaker is open' }))).toBe(
      'It is not decided (undecided in 10 of 10 seeds): a breaker is open. Until then the cause is: retries overloaded the target, 97 % of what was lost after the trigger.',
    )
  })

  test('never says of an arm that stays down that it could', () => {
    for (const cause of CAUSES) {
      for (const demand of [0.5, 2.8, null]) {
        const sustain = { attemptsPerRequest: 4, rho: 0.7, demand }
        const text = sentenceOf(arm({ losses: losses({}, { [cause]: 10 }), sustain, ablations: [] }))
        expect(text).toMatch(/^It stays down \(metastable in 10 of 10 seeds\)\. /)
        expect(text).not.toMatch(/could keep|but does not|but is not/)
      }
    }
  })
})

const data: WhyData = {
  ...{ schema: 2, status: 'complete', environment: { host: 'here' }, suite: 'storm', question: 'Who keeps it down?' },
  ...{ variant: 'default', seeds: { first: 7, count: 10 }, arms: [arm()] },
}

test('on a terminal: the sentence first, then its tables, within the width', () => {
  const text = whyText(data, 100)
  const [, ...blocks] = text.split('\n\n')
  expect(blocks.slice(0, 9)).toEqual([
    '== storm, naive ==',
    'It stays down (metastable in 10 of 10 seeds). Retries keep the target overloaded: 97 % of what was\nlost after the trigger. While nothing is answered each request makes 4.00 attempts, 2.80 times what\nthe target can do, so retries alone keep it overloaded. Without retry recovered in 10 of 10 seeds.',
    'P(collapse) 100 % [72, 100], goodput deficit 2000 requests, 1 + r_inf 4.00, load before the trigger\n0.71, 123 runs',
    `lost to                                           during the trigger   share  after it   share
retries overloaded the target                                   1200  92.3 %       680  97.1 %
waited in the client (bulkhead, pool or backoff)                   0       -        20   2.9 %
the target was slow or failed (fault)                            100   7.7 %         0       -`,
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
  expect(text).toMatch(/shares need not add up to\s1/)
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
