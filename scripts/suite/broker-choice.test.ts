import { expect, test } from 'vitest'
import { armName, withBrokers } from './broker-arms.ts'
import { type BrokerChoice, brokerChoice, brokerUrlsOf } from './broker-choice.ts'

const QUEUE = { style: 'queue', broker: { depthMax: 10, deliveriesMax: 3 } }
const ARMS = { rpc: { style: 'rpc' }, queue: QUEUE }

const chosen = (...texts: string[]) => texts.reduce((before: BrokerChoice[], text) => brokerChoice(text, before), [])

test('a broker is a kind, or a kind and a storage; `all` is each with its usual storage, and none twice', () => {
  expect(chosen('nats:memory')).toEqual([{ kind: 'nats', storage: 'memory' }])
  expect(chosen('nats:file', 'nats')).toEqual([{ kind: 'nats', storage: 'file' }])
  expect(chosen('nats', 'all', 'rabbitmq:classic').map(({ kind, storage }) => `${kind} ${storage}`)).toEqual([
    'nats undefined',
    'memory undefined',
    'rabbitmq undefined',
    'bullmq undefined',
    'rabbitmq classic',
  ])
})

test.each(['kafka', 'nats:tape', 'nats:file:x', ''])('%j is no broker', (text) => {
  expect(() => brokerChoice(text)).toThrow(
    /^It must be one of all, memory, rabbitmq, rabbitmq:classic, nats, nats:memory, bullmq, bullmq:aof, bullmq:none, got/,
  )
})

test('one broker keeps the names of the arms; several make an arm each of a queue arm, and leave others alone', () => {
  expect(withBrokers(ARMS, [])).toEqual(ARMS)
  expect(withBrokers(ARMS, chosen('nats:memory'))).toEqual({
    rpc: { style: 'rpc' },
    queue: { ...QUEUE, broker: { ...QUEUE.broker, kind: 'nats', storage: 'memory' } },
  })
  const several = chosen('memory', 'nats:memory')
  expect(Object.keys(withBrokers(ARMS, several))).toEqual(['rpc', 'queue-memory', 'queue-nats-memory'])
  expect(several.map((choice) => armName('queue', choice))).toEqual(['queue-memory', 'queue-nats-memory'])
})

test('an arm that names a broker stays only if that broker was asked for', () => {
  const arm = (kind: string, storage?: string) => ({ style: 'queue', broker: { kind, storage } })
  const arms = { a: arm('rabbitmq', 'quorum'), b: arm('nats', 'file'), c: arm('nats', 'memory'), d: arm('nats') }
  expect(Object.keys(withBrokers(arms, chosen('nats')))).toEqual(['b', 'c', 'd'])
  expect(Object.keys(withBrokers(arms, chosen('nats:memory', 'rabbitmq')))).toEqual(['a', 'c'])
  expect(Object.keys(withBrokers(arms, chosen('nats:file')))).toEqual(['b'])
  expect(Object.keys(withBrokers(arms, chosen('bullmq')))).toEqual([])
})

test('a malformed arm is left for the schema to refuse', () => {
  expect(withBrokers({ a: 1, b: null, c: { style: 'queue' } }, chosen('nats'))).toEqual({
    a: 1,
    b: null,
    c: { style: 'queue' },
  })
})

test('a URL belongs to the broker whose protocol it has', () => {
  expect(brokerUrlsOf(['amqps://a:b@c', 'redis://d'])).toEqual({ rabbitmq: 'amqps://a:b@c', bullmq: 'redis://d' })
})

test.each([[['http://u:secret@h']], [['u:secret@h']], [['redis://u:secret@a', 'redis://u:secret@b']]])(
  'addresses %j are a mistake, and are not repeated',
  (texts) => {
    expect(() => brokerUrlsOf(texts)).toThrow(/^--broker-url: must be/)
    expect(() => brokerUrlsOf(texts)).not.toThrow(/secret/)
  },
)
