import { driverOf } from '../../brokers/drivers.ts'
import { RealClock } from '../../core/real-clock.ts'
import { onOwnQueue } from './own-queue.ts'
import { CONSUMERS, type Peer, type PeerOptions, type Side } from './peer.ts'

const DONE = { kind: 'done' } as const

/** Connects one side and makes its queue. @throws CannotRunError when the broker cannot be used. */
export async function openPeer(side: Side, options: PeerOptions): Promise<Peer> {
  if (side === 'driver') return portPeer(options)
  if (options.kind === 'rabbitmq') return (await import('./rabbitmq-bare.ts')).rabbitmqBare(options)
  if (options.kind === 'nats') return (await import('./nats-bare.ts')).natsBare(options)
  return (await import('./bullmq-bare.ts')).bullmqBare(options)
}

/** The driver through the port, as a run uses it. */
async function portPeer({ kind, fail, ...options }: PeerOptions): Promise<Peer> {
  return onOwnQueue(await driverOf(kind), options, async (queue) => {
    const clock = new RealClock()
    const broker = queue.broker(clock, {
      onDead: ({ id }, reason) => fail(new Error(`message ${id} is a dead letter: ${reason}`)),
      onIncident: (what, detail) => fail(new Error(`${what}: ${detail}`)),
    })
    return {
      publish(message, confirmed) {
        broker.publish(message, (receipt) => (receipt === 'accepted' ? confirmed() : confirmed(receipt)))
      },
      async consume(settled) {
        broker.consume(CONSUMERS, ({ message }, settle) => {
          settle(DONE)
          settled(message)
        })
      },
      async end() {
        broker.destroy()
        clock.stop()
      },
    }
  })
}
