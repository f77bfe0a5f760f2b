import { connect } from 'amqplib'
import type { Message } from '../../queue/broker.ts'
import { CONSUMERS, onOwnQueue, type Peer, type PeerOptions } from '../peer.ts'
import { rabbitmqAccess } from './access.ts'
import { rabbitmqDriver } from './driver.ts'
import type { RabbitmqRunQueue } from './run-queue.ts'

const PERSISTENT = { persistent: true }
/** Bytes of a message, as the driver sends. It puts the tag of the run before the two numbers. */
const BYTES = 24

/** amqplib as in its documentation, with one connection to publish and one to consume, as RabbitMQ recommends. */
export function rabbitmqBarePeer({ url = rabbitmqAccess.usualUrl, fail, ...options }: PeerOptions): Promise<Peer> {
  return onOwnQueue(rabbitmqDriver, { ...options, url }, async (run) => {
    const queue = (run as RabbitmqRunQueue).names.main
    const publishing = await connect(url, { noDelay: true })
    const consuming = await connect(url, { noDelay: true })
    const output = await publishing.createConfirmChannel()
    const input = await consuming.createChannel()
    for (const one of [publishing, consuming, output, input]) one.on('error', fail)
    await input.prefetch(CONSUMERS)
    return {
      publish(message, confirmed) {
        output.sendToQueue(queue, encode(message), PERSISTENT, (error: Error | null) => confirmed(error?.message))
      },
      async consume(settled) {
        await input.consume(queue, (delivery) => {
          if (delivery === null) return fail(new Error(`the broker ended the consumer of ${queue}`))
          const message = decode(delivery.content)
          input.ack(delivery)
          settled(message)
        })
      },
      async end() {
        // Closing a channel sends the last acknowledgements.
        await Promise.allSettled([input.close(), output.close()])
        await Promise.allSettled([consuming.close(), publishing.close()])
      },
    }
  })
}

function encode({ id, intendedMs }: Message): Buffer {
  const bytes = Buffer.allocUnsafe(BYTES)
  bytes.writeDoubleLE(id, 0)
  bytes.writeDoubleLE(intendedMs, 8)
  return bytes
}

function decode(bytes: Buffer): Message {
  return { id: bytes.readDoubleLE(0), intendedMs: bytes.readDoubleLE(8) }
}
