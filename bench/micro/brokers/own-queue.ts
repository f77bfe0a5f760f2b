import type { BrokerDriver, ConnectOptions, RunQueue } from '../../brokers/driver.ts'
import { type Peer, SPEC } from './peer.ts'

/** A peer on a queue that somebody else removes. */
export interface Loop extends Omit<Peer, 'remove'> {
  /** Ends its connections, if it has any of its own. */
  end(): Promise<void>
}

/**
 * A queue that the driver makes, so that both sides have one of the same kind and `brokers clean` knows it, and what
 * uses it.
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
