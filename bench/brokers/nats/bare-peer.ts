import { jetstream } from '@nats-io/jetstream'
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node'
import { decoded } from '../../core/decoded.ts'
import type { Message } from '../../queue/broker.ts'
import { CONSUMERS, onOwnQueue, type Peer, type PeerOptions } from '../peer.ts'
import { natsAccess } from './access.ts'
import { natsDriver } from './driver.ts'
import type { NatsRunQueue } from './run-queue.ts'

/** The client's own `publish` and `consume`. */
export function natsBarePeer({ url = natsAccess.usualUrl, fail, ...options }: PeerOptions): Promise<Peer> {
  return onOwnQueue(natsDriver, { ...options, url }, async (run) => {
    const { work, workSubject, consumer } = (run as NatsRunQueue).names
    const nc = await connect(connectionTo(url))
    void nc.closed().then((error) => {
      if (error instanceof Error) fail(error)
    })
    const js = jetstream(nc)
    return {
      publish(message, confirmed) {
        js.publish(workSubject, JSON.stringify(message)).then(
          () => confirmed(),
          (error: Error) => confirmed(error.message),
        )
      },
      async consume(settled) {
        const messages = await js.consumers.get(work, consumer)
        await messages.consume({
          max_messages: CONSUMERS,
          callback: (delivery) => {
            const message = delivery.json<Message>()
            delivery.ack()
            settled(message)
          },
        })
      },
      end: () => nc.close(),
    }
  })
}

function connectionTo(text: string): NodeConnectionOptions {
  const { protocol, host, username, password } = new URL(text)
  const [user, pass] = [decoded(username), decoded(password)]
  const credentials = user === '' ? {} : pass === '' ? { token: user } : { user, pass }
  // Without it the client keeps a stack for each message that waits for its confirmation.
  return { ...credentials, ...(protocol === 'tls:' ? { tls: {} } : {}), servers: host, noAsyncTraces: true }
}
