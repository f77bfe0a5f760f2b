import { defineSuite, timeout } from '../define.ts'

const crash = { atMs: 4000, downMs: 1500 }
const common = { depthMax: 20_000, deliveriesMax: 20, leaseMs: 3000, crash }
const consumers = { concurrency: 4, policy: [timeout({ timeoutMs: 1000 })] }
const style = 'queue' as const

/** A broker is killed while messages wait in it. */
export const brokerCrash = defineSuite({
  name: 'broker-crash',
  question: 'A broker is killed with SIGKILL while hundreds of messages wait in it: which confirmed messages are lost?',
  about:
    'Each run starts its own broker on a free port, kills it after 4 s and starts it again 1.5 s later. Load is 300/s and then 100/s, and the consumers do 200/s. So some 400 messages wait when the broker is killed. The load is long because RabbitMQ takes seconds to start. ' +
    'Messages published meanwhile are neither confirmed nor refused, and are not published again. A message is lost if it was confirmed and is neither completed nor a dead letter in the end.',
  seed: 7,
  repeats: 1,
  drainMs: 30_000,
  target: { model: 'workers', slots: 8, service: { kind: 'constant', ms: 20 }, failureRatio: 0 },
  load: '4s@300,26s@100',
  arms: {
    'rabbitmq-quorum': { style, consumers, broker: { ...common, kind: 'rabbitmq', storage: 'quorum' } },
    'rabbitmq-classic': { style, consumers, broker: { ...common, kind: 'rabbitmq', storage: 'classic' } },
    'nats-file': { style, consumers, broker: { ...common, kind: 'nats', storage: 'file' } },
    'nats-memory': { style, consumers, broker: { ...common, kind: 'nats', storage: 'memory' } },
    'redis-aof': { style, consumers, broker: { ...common, kind: 'bullmq', storage: 'aof' } },
    'redis-none': { style, consumers, broker: { ...common, kind: 'bullmq', storage: 'none' } },
  },
  // Lost messages never end, and the suite counts them.
  validity: { unfinishedRatioMax: 1 },
})
