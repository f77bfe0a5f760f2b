import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import type { ArmWhy, WhyData } from '../../bench/study/why/why-data.ts'
import { arm, collapsed } from './why.testing.ts'
import { renderWhy, whyText } from './why.ts'

const data: WhyData = {
  schema: 3,
  status: 'complete',
  environment: { host: 'here' },
  suite: 'storm',
  question: 'Who keeps it down?',
  variant: 'default',
  seeds: { first: 7, count: 10 },
  arms: [arm()],
}

test('on a terminal: the sentence first, then its tables, within the width', () => {
  const text = whyText(data, 100)
  const [, ...blocks] = text.split('\n\n')
  expect(blocks.slice(0, 10)).toEqual([
    '== storm, naive ==',
    'It stays down (metastable in 10 of 10 seeds). Retries keep the target overloaded: 97 % of what was\nlost after the trigger. While nothing is answered, each request makes 4.00 attempts. At the rate\nbefore the trigger these are 2.80 times the capacity of the target, so retries alone keep it\noverloaded. Without retry it comes back (recovered in 10 of 10 seeds).',
    'P(collapse) 100 % [72, 100], goodput deficit 2000 requests, load before the trigger 0.71 of the\ncapacity, 4.00 attempts per request while nothing is answered (1 + r_inf), 123 runs',
    'A request that has not succeeded after 0.4 s is lost. Lost requests and rates per second are means\nover all 10 seeds.',
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

test('losses and rates name the seeds over which they are means', () => {
  const full = { ...collapsed, verdicts: { ...collapsed.verdicts, metastable: 6, recovered: 4 } }
  expect(whyText({ ...data, arms: [arm({ full, inTimeMs: 18_001 })] }, 1000)).toContain(
    'A request that has not succeeded after 18 s is lost. Lost requests and rates per second are means over the 6 of 10 seeds that are metastable.',
  )
})

test('a search that found nothing, one that was not made, and an incomplete arm say so', () => {
  const textOf = (fields: Partial<ArmWhy>) => whyText({ ...data, arms: [arm(fields)] }, 1000)
  expect(textOf({ flips: { kind: 'searched', candidates: 7, found: [] } })).toContain(
    'No change of one parameter flips the verdict: 7 tried, by up to a factor of 10 up and down.',
  )
  const flips = { kind: 'not searched', reason: 'too many seeds are undecided' } as const
  expect(textOf({ flips })).toContain(
    'Smallest change that flips the verdict: not searched (too many seeds are undecided).',
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
