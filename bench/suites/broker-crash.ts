import { defineSuite, timeout } from '../define.ts'

const crash = { atMs: 4000, downMs: 1500 }
const common = { depthMax: 20_000, deliveriesMax: 20, leaseMs: 3000, crash }
const consumers = { concurrency: 4, policy: [timeout({ timeoutMs: 1000 })] }
const style = 'queue' as const

/** A broker that is killed while messages wait in it. */
export const brokerCrash = defineSuite({
  name: 'broker-crash',
  question: 'A broker is killed with SIGKILL while hundreds of messages wait in it: what that it confirmed is lost?',
  about:
    'Each run starts a broker of its own on a free port, kills it after 4 s and starts it again 1.5 s later. Load is 300/s and then 100/s, the consumers do 200/s, so that some 400 messages wait when it happens; RabbitMQ takes seconds to start, hence the long load. ' +
    'What is published meanwhile is neither confirmed nor refused, and not published again. Lost is what was confirmed and is neither completed nor a dead letter in the end.',
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
  // What is lost never ends, and that is what is asked.
  validity: { unfinishedRatioMax: 1 },
})
