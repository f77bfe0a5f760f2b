import { driverOf } from '../../brokers/drivers.ts'
import { RealClock } from '../../core/real-clock.ts'
import { onOwnQueue } from './own-queue.ts'
import { CONSUMERS, type Peer, type PeerOptions } from './peer.ts'

const DONE = { kind: 'done' } as const

/** The driver through the port, as a run uses it. */
export async function portPeer({ kind, fail, ...options }: PeerOptions): Promise<Peer> {
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
