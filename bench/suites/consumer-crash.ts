import { defineSuite, timeout } from '../define.ts'

const common = { depthMax: 20_000, deliveriesMax: 20, leaseMs: 2000 }
const consumers = {
  concurrency: 8,
  policy: [timeout({ timeoutMs: 1000 })],
  crash: { atMs: 10_000, holding: 10 },
}
const style = 'queue' as const

/** A consumer that is killed while it holds deliveries. */
export const consumerCrash = defineSuite({
  name: 'consumer-crash',
  question: 'A consumer process is killed with SIGKILL while it holds messages: when does another one get them?',
  about:
    'Needs brokers that are running. One more consumer takes up to 10 messages from 9.5 s on, settles none and is killed at 10 s. The others have eight times the capacity that the load needs, so what a message waits is what the broker waits. ' +
    'RabbitMQ sees the socket close and delivers again at once; a consumer that hangs, or whose machine lost its power, closes nothing. NATS never asks whether a consumer lives: a lease runs from the delivery, so the messages come when it ends, less the up to 500 ms for which they were held before the kill; a shorter one comes back sooner and costs duplicates when work takes longer. ' +
    'BullMQ locks a job for 30 s and the lease, and looks for jobs without a lock every 30 s, from the start of the run: what is active at one look and has no lock at the next goes back. So these wait for the look at 60 s, whatever the lease is.',
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
