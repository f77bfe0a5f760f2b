import { type Job, Queue, Worker } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import { addressOf } from '../client.ts'
import { uniqueName } from '../driver.ts'
import { CONSUMERS, type Peer, type PeerOptions } from '../peer.ts'
import { bullmqAccess } from './access.ts'
import { removeKeys } from './cleanup.ts'
import { JOB_NAME } from './codec.ts'
import { BullmqConnections, hangUp } from './connection.ts'
import { LOCK_MS } from './consumer.ts'
import { QUEUE_NAME } from './names.ts'

/**
 * A queue and a worker as in BullMQ's documentation, with the settings of the driver. The connections bear the name of
 * the queue, so that `brokers clean` leaves it alone.
 */
export async function bullmqBarePeer({ url, fail }: PeerOptions): Promise<Peer> {
  const name = uniqueName()
  const connections = await BullmqConnections.load(addressOf(bullmqAccess, url))
  const producer = await connections.connect({
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  })
  const consumer = await connections.connect({ connectionName: name, maxRetriesPerRequest: null })
  const queue = new Queue<Message>(QUEUE_NAME, { connection: producer, prefix: name })
  queue.on('error', fail)
  let worker: Worker<Message> | undefined
  return {
    publish({ id, intendedMs }, confirmed) {
      queue.add(JOB_NAME, { id, intendedMs }).then(
        () => confirmed(),
        (error: Error) => confirmed(error.message),
      )
    },
    async consume(settled) {
      worker = new Worker<Message>(QUEUE_NAME, async ({ data }: Job<Message>) => settled(data), {
        connection: consumer,
        prefix: name,
        concurrency: CONSUMERS,
        lockDuration: LOCK_MS,
        drainDelay: 1,
        removeOnComplete: { count: 0 },
      })
      worker.on('error', fail)
      worker.on('failed', (_, error) => fail(error))
    },
    async remove() {
      await Promise.allSettled([worker?.close(true), queue.close()])
      await removeKeys(producer, name)
      await Promise.all([hangUp(producer), hangUp(consumer)])
    },
  }
}
