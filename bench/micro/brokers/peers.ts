import { CATALOGUE, driverOf } from '../../brokers/catalogue.ts'
import { CONSUMERS, onOwnQueue, type Peer, type PeerOptions } from '../../brokers/peer.ts'
import { RealClock } from '../../core/real-clock.ts'

/** Measured beside each other: the driver through the port, and a loop of the same client library. */
export const SIDES = ['bare client', 'driver'] as const
export type Side = (typeof SIDES)[number]

const DONE = { kind: 'done' } as const

/** Connects one side and makes its queue. @throws CannotRunError when the broker cannot be used. */
export async function openPeer(side: Side, options: PeerOptions): Promise<Peer> {
  if (side === 'driver') return portPeer(options)
  const open = await CATALOGUE[options.kind].barePeer()
  return open(options)
}

/** Makes a peer of the driver through the port, as a run uses it. */
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
