import type { RealBrokerKind } from '../core/broker-info.ts'
import type { BrokerSpec, Message } from '../queue/broker.ts'
import type { BrokerDriver, ConnectOptions, RunQueue } from './driver.ts'

/** Deliveries worked on at once, and the prefetch of the bare client. */
export const CONSUMERS = 20

/** The queue of both sides. It never fills, and nothing fails. */
const SPEC: BrokerSpec = { depthMax: 100_000, deliveriesMax: 4 }

/** A queue, and one way to use it. */
export interface Peer {
  /** Sends a persistent message. `confirmed` is called once, without a reason when the broker has it. */
  publish(message: Message, confirmed: Confirmed): void
  /** Takes messages, acknowledges each at once, then calls `settled`. Called once. */
  consume(settled: (message: Message) => void): Promise<void>
  /** Ends the peer and removes all that was made for it in the broker. */
  remove(): Promise<void>
}

/** Called with the outcome of a message. `why` is given when the broker does not have it. */
export type Confirmed = (why?: string) => void

/** Options of a peer. */
export interface PeerOptions extends ConnectOptions {
  readonly kind: RealBrokerKind
  /** Called with what ends the measurement, such as a lost connection. */
  readonly fail: (error: Error) => void
}

/** Connects and makes the queue. @throws CannotRunError when the broker cannot be used. */
export type OpenPeer = (options: PeerOptions) => Promise<Peer>

/** A peer on a queue that its caller removes. */
export interface Loop extends Omit<Peer, 'remove'> {
  /** Ends the connections that it opened. */
  end(): Promise<void>
}

/**
 * Makes a queue with the driver, and the peer that uses it. Both sides so get the same kind of queue, and
 * `brokers clean` finds it.
 * @throws CannotRunError when the broker cannot be used; then nothing is left.
 */
export async function onOwnQueue(
  driver: BrokerDriver,
  { url, storage }: ConnectOptions,
  use: (queue: RunQueue) => Promise<Loop>,
): Promise<Peer> {
  const server = await driver.connect({ url, storage })
  let queue: RunQueue | undefined
  const remove = async () => {
    try {
      await queue?.remove()
    } finally {
      await server.close()
    }
  }
  try {
    queue = await server.open(SPEC)
    const { end, ...loop } = await use(queue)
    return {
      ...loop,
      async remove() {
        await end()
        await remove()
      },
    }
  } catch (error) {
    await remove().catch(() => undefined)
    throw error
  }
}
