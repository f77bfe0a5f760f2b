import { expect, test } from 'vitest'
import type { ConsumerCrash } from '../../bench/core/broker-info.ts'
import { brokerRecord, runResult } from '../../bench/metrics/testing.ts'
import { runData } from '../data/testing.ts'
import { summariseArms } from '../summary/arm-summary.ts'
import { toMarkdown } from '../table.ts'
import { armsWithConsumerCrash, CONSUMER_CRASH_COLUMNS } from './broker-columns.ts'
import { reportMarkdown } from './report.ts'

const CRASH: ConsumerCrash = {
  killedMs: 500,
  held: 3,
  cameBack: 3,
  firstAfterMs: 1600,
  medianAfterMs: 1700,
  lastAfterMs: 1800,
}
const run = (consumerCrash: ConsumerCrash | null, repeat = 1) =>
  runResult({ arm: 'mine', repeat, broker: brokerRecord({ leaseMs: 2000, consumerCrash }) })

/** The row of the only arm. */
function row(...runs: ReturnType<typeof run>[]): string | undefined {
  return toMarkdown(CONSUMER_CRASH_COLUMNS, armsWithConsumerCrash(summariseArms(runs))).split('\n')[2]
}

test('a consumer that was killed: counts are of all repeats, times medians over them', () => {
  const later = { ...CRASH, firstAfterMs: 1900, medianAfterMs: 1900, lastAfterMs: 1900 }
  expect(row(run(CRASH))).toBe('| nats-server 2.9.10 | 3 | 3 | 1600 | 1700 | 1800 | 2000 | lease | 0 |')
  expect(row(run(CRASH), run(later, 2))).toBe('| nats-server 2.9.10 | 6 | 6 | 1750 | 1800 | 1850 | 2000 | lease | 0 |')
})

test('a time that one repeat lacks is never', () => {
  const none = { ...CRASH, cameBack: 0, firstAfterMs: null, medianAfterMs: null, lastAfterMs: null }
  expect(row(run(CRASH), run(none, 2))).toBe(
    '| nats-server 2.9.10 | 6 | 3 | never | never | never | 2000 | lease | 0 |',
  )
})

test('the report has the table only where a consumer was killed', () => {
  const suites = [
    { name: 'burst', question: 'Does it hold?', about: '', plan: null, loads: {}, variants: {}, config: {} },
  ]
  const report = (consumerCrash: ConsumerCrash | null) =>
    reportMarkdown(runData({ suites, runs: [run(consumerCrash)] }))
  expect(report(CRASH)).toContain('### A consumer was killed\n\n| arm | broker | held | came back |')
  expect(report(null)).not.toContain('consumer was killed')
})
