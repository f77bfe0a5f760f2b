import { expect, test } from 'vitest'
import { OPERATORS, readExpression } from './expression.ts'
import { JUDGED_METRICS } from './judged-metric.ts'

const metric = (name: string) => JUDGED_METRICS.find((one) => one.name === name)!
const latency = metric('response')
const percentile = (q: number, text: string) => ({ kind: 'percentile', q, text })

test.each<[string, object]>([
  ['p(99)<250', { aggregation: percentile(0.99, 'p(99)'), operator: '<', limit: { kind: 'number', value: 250 } }],
  ['p(99.9) <= 1e3', { aggregation: percentile(0.999, 'p(99.9)'), operator: '<=', limit: { value: 1000 } }],
  [' p( 7 )>.5 ', { aggregation: percentile(0.07, 'p(7)'), operator: '>', limit: { value: 0.5 } }],
  ['med>=0', { aggregation: percentile(0.5, 'med'), operator: '>=', limit: { value: 0 } }],
  ['avg==1.5', { aggregation: { kind: 'avg' }, operator: '==', limit: { value: 1.5 } }],
  ['min===1', { aggregation: { kind: 'min' }, operator: '===' }],
  ['max!=2', { aggregation: { kind: 'max' }, operator: '!=' }],
  ['max<baseline', { limit: { kind: 'baseline', factor: 1 } }],
  ['p(99)<=baseline*1.10', { limit: { kind: 'baseline', factor: 1.1 } }],
  ['p(99)<= 0.9 * baseline ', { limit: { kind: 'baseline', factor: 0.9 } }],
])('a condition on a latency: %s', (text, expected) => {
  expect(readExpression(text, latency)).toMatchObject({ ...expected, text: text.trim() })
})

test.each([
  ['requests', 'value>1'],
  ['requests', 'count>1'],
  ['goodput_ratio', 'value>1'],
  ['goodput_ratio', 'rate>1'],
  ['recovery_time', 'value>1'],
])('a scalar has a value, which k6 calls count or rate: %s %s', (name, text) => {
  expect(readExpression(text, metric(name))).toMatchObject({ aggregation: { kind: 'value' } })
})

test.each([
  ['value==absorbed', '==', 'absorbed'],
  [' value != metastable ', '!=', 'metastable'],
  ['value===undecided', '===', 'undecided'],
])('the limit of the verdict is a word: %s', (text, operator, word) => {
  expect(readExpression(text, metric('verdict'))).toMatchObject({ operator, limit: { kind: 'word', word } })
})

const KINDS = 'absorbed, recovered, slow, oscillating, metastable, undecided'

test.each([
  ['value==absorbd', `its limit must be one of ${KINDS}, got "absorbd"; did you mean absorbed?`],
  ['value!=down', `its limit must be one of ${KINDS}, got "down"`],
  ['value==1', `its limit must be one of ${KINDS}, got "1"`],
  ['value==baseline', `its limit must be one of ${KINDS}, got "baseline"`],
  ['value<slow', 'its operator must be one of ==, ===, != for verdict, got "<"'],
  ['rate==slow', 'its aggregation must be one of value for verdict, got "rate"'],
  ['absorbed', 'must be such as value==absorbed or value!=metastable'],
])('a mistake in a condition on the verdict is reported with its rule: %s', (text, message) => {
  expect(readExpression(text, metric('verdict'))).toBe(message)
})

test('a word is no limit of a number', () => {
  expect(readExpression('value==absorbed', metric('collapsed'))).toBe(`${LIMIT} "absorbed"`)
})

const LIMIT = 'its limit must be a number, or baseline, baseline*1.10 or 1.10*baseline, got'

test.each([
  ['p(99)', 'response', 'must be such as p(99)<250, avg<=50 or p(99)<=baseline*1.10'],
  ['p(99)=5', 'response', 'must be such as p(99)<250, avg<=50 or p(99)<=baseline*1.10'],
  ['1.2', 'requests', 'must be such as value<=1.2 or value<=baseline*1.10'],
  ['p(99)<250ms', 'response', `${LIMIT} "250ms"`],
  ['p(99)<<5', 'response', `${LIMIT} "<5"`],
  ['p(99)<-5', 'response', `${LIMIT} "-5"`],
  ['p(99)<1e999', 'response', `${LIMIT} "1e999"`],
  ['p(99)<2*baseline*2', 'response', `${LIMIT} "2*baseline*2"`],
  ['p(99)<baseline*0', 'response', 'its factor must be a finite number above 0, got "baseline*0"'],
  ['p(0)<5', 'response', 'its percentile must be above 0 and below 100 (the ends are min and max), got "p(0)"'],
  ['p(100)<5', 'response', 'its percentile must be above 0 and below 100 (the ends are min and max), got "p(100)"'],
  ['rate<5', 'response', 'its aggregation must be one of p(N), med, avg, min, max for response, got "rate"'],
  [
    'p99<5',
    'response',
    'must be such as p(99)<250, avg<=50 or p(99)<=baseline*1.10, got "p99<5"; did you mean p(99)<5?',
  ],
  [
    'mac<5',
    'response',
    'its aggregation must be one of p(N), med, avg, min, max for response, got "mac"; did you mean max?',
  ],
  ['p(x)<5', 'response', 'its aggregation must be one of p(N), med, avg, min, max for response, got "p(x)"'],
  ['rate<5', 'requests', 'its aggregation must be one of value, count for requests, got "rate"'],
  ['count<5', 'goodput_ratio', 'its aggregation must be one of value, rate for goodput_ratio, got "count"'],
  ['p(99)<5', 'goodput', 'its aggregation must be one of value for goodput, got "p(99)"'],
])('a mistake is reported with its rule: %s on %s', (text, name, message) => {
  expect(readExpression(text, metric(name))).toBe(message)
})

test('the condition of an unknown metric is still read', () => {
  expect(readExpression('rate<5', undefined)).toMatchObject({ aggregation: { kind: 'value' } })
  expect(readExpression('mean<5', undefined)).toBe(
    'its aggregation must be one of p(N), med, avg, min, max, value, count, rate, got "mean"',
  )
})

test.each<[keyof typeof OPERATORS, boolean, boolean, boolean]>([
  ['<', true, false, false],
  ['<=', true, true, false],
  ['>', false, false, true],
  ['>=', false, true, true],
  ['==', false, true, false],
  ['===', false, true, false],
  ['!=', true, false, true],
])('249.999, 250 and 250.001 %s 250', (operator, below, at, above) => {
  expect([249.999, 250, 250.001].map((ms) => OPERATORS[operator](ms, 250))).toEqual([below, at, above])
})
