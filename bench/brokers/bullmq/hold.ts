import type { Worker } from 'bullmq'
import { addressOf, loadClient } from '../client.ts'
import type { HoldMessages } from '../hold.ts'
import { bullmqAccess } from './access.ts'
import { messageOf } from './codec.ts'
import { BullmqConnections } from './connection.ts'
import { LOCK_MS } from './consumer.ts'
import { QUEUE_NAME } from './names.ts'

/** A worker on the queue of the run, with the same lock time as the driver's. Its jobs never end. */
export const holdBullmq: HoldMessages = async ({ url, queueName, leaseMs = 0, holding }, onHeld) => {
  const bullmq = await loadClient(bullmqAccess, () => import('bullmq'))
  const connections = await BullmqConnections.load(addressOf(bullmqAccess, url))
  const redis = await connections.connect({ connectionName: queueName, maxRetriesPerRequest: null })
  const worker = new bullmq.Worker(QUEUE_NAME, null, {
    connection: redis,
    prefix: queueName,
    lockDuration: LOCK_MS + leaseMs,
  })
  // A lost connection restores itself. Without a listener the error would end the process.
  worker.on('error', () => undefined)
  await worker.waitUntilReady()
  return () => void takeJobs(worker, queueName, holding, onHeld)
}

/** Takes jobs one by one. A worker with a processor fills all its places before it reports any job. */
async function takeJobs(worker: Worker, token: string, holding: number, onHeld: (id: number) => void): Promise<void> {
  let held = 0
  while (held < holding) {
    const job = await worker.getNextJob(token)
    const message = job === undefined ? undefined : messageOf(job)
    if (message === undefined) continue
    held += 1
    onHeld(message.id)
  }
}
