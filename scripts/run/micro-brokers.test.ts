import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { BrokerInfo } from '../../bench/core/broker-info.ts'
import { Desk } from '../testing.ts'
import { measuredInfo, measuredPlan } from './measured-info.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test.each([
  [
    ['micro', '--broker', 'memory'],
    2,
    '--broker: must be one of rabbitmq, nats, bullmq or all for micro, got "memory"',
  ],
  [['micro', '--broker', 'bullmq:aof'], 2, 'storage: must be one of redis for bullmq, got "aof"'],
  [['run', 'capacity', '--broker', 'nats'], 2, '--broker: needs a queue arm, got only capacity'],
  [
    ['micro', '--broker', 'bullmq', '--broker-url', 'redis://someone:hidden@127.0.0.1:1'],
    4,
    'bullmq: cannot use redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1. To start one here: ',
  ],
])('%j ends with its reason, and nothing is written', async (argv, code, reason) => {
  const result = await desk.run(...argv, '--out', 'out')
  expect([result.code, result.out, result.err]).toEqual([code, '', expect.stringContaining(reason)])
  expect(result.err).not.toContain('hidden')
  expect(readdirSync(desk.folder)).toEqual([])
})

test('a result says which broker and client it is of, and how it was measured; addresses without credentials', () => {
  const nats = {
    kind: 'nats',
    server: 'nats-server 2.9.10',
    client: '@nats-io/jetstream 3.4.0',
    storage: 'JetStream, file',
    confirmWindow: 1000,
    capabilities: { confirm: 'page cache' },
  } as BrokerInfo
  const conditions = {
    brokers: { 'nats (file)': nats },
    window: 100,
    consumers: 20,
    ratePerSecond: 500,
    pairs: 6,
    warmUpMs: 1,
    throughputMs: 2,
    steadyMs: 3,
  }
  const { name, about, config } = measuredInfo('micro', conditions)
  expect([name, config]).toEqual(['micro', conditions])
  expect(about).toBe(
    'Closed loop: 100 messages on their way, 20 consumers. Open loop: 500/s.\n\n' +
      '- nats (file): nats-server 2.9.10 (JetStream, file; confirmed: page cache), @nats-io/jetstream 3.4.0',
  )
  expect(measuredPlan(true, [undefined])).toBe('quick')
  expect(measuredPlan(false, [undefined, 'nats://me:hidden@far:4222'])).toBe('full nats://far:4222')
})
