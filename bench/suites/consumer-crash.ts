import { defineSuite, timeout } from '../define.ts'

const common = { depthMax: 20_000, deliveriesMax: 20, leaseMs: 2000 }
const consumers = {
  concurrency: 8,
  policy: [timeout({ timeoutMs: 1000 })],
  crash: { atMs: 10_000, holding: 10 },
}
const style = 'queue' as const

/** A consumer is killed while it holds deliveries. */
export const consumerCrash = defineSuite({
  name: 'consumer-crash',
  question: 'A consumer process is killed with SIGKILL while it holds messages: when does another one get them?',
  about:
    'This suite needs running brokers. One more consumer takes up to 10 messages from 9.5 s on, settles none and is killed at 10 s. The other consumers have eight times the capacity that the load needs, so the wait of a message is the wait of the broker. ' +
    'RabbitMQ sees the socket close and redelivers at once. But a consumer that hangs, or whose machine lost its power, closes no socket. NATS does not check whether a consumer lives. A lease runs from the delivery, so the messages come back when it ends, less the up to 500 ms for which they were held before the kill. A shorter lease brings them back sooner, and costs duplicates when work takes longer. ' +
    'BullMQ locks a job for 30 s and the lease. From the start of the run it checks for jobs without a lock every 30 s. A job that is active at one check and has no lock at the next goes back. So these messages wait for the check at 60 s, whatever the lease is.',
  seed: 7,
  repeats: 1,
  drainMs: 80_000,
  target: { model: 'workers', slots: 8, service: { kind: 'constant', ms: 20 }, failureRatio: 0 },
  load: '20s@50',
  arms: {
    'rabbitmq-quorum': { style, consumers, broker: { ...common, kind: 'rabbitmq', storage: 'quorum' } },
    'nats-file': { style, consumers, broker: { ...common, kind: 'nats', storage: 'file' } },
    'nats-file-5s': { style, consumers, broker: { ...common, kind: 'nats', storage: 'file', leaseMs: 5000 } },
    redis: { style, consumers, broker: { ...common, kind: 'bullmq' } },
  },
})
