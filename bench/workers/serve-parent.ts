import type { ChildSetup } from './child-pool.ts'
import type { FromWorker } from './from-worker.ts'
import { type WorkerOptions, WorkerSession } from './session.ts'

/**
 * Makes this process a worker of its parent. The first message sets it up. It works until the parent releases it or is
 * gone.
 */
export function serveParent(given: Pick<WorkerOptions, 'environmentClass' | 'load' | 'permissions'>): void {
  // The parent handles Ctrl-C and sends the order to stop.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
  const send = (message: FromWorker) => {
    if (process.connected) process.send!(message, () => undefined)
  }
  process.once('message', (setup: ChildSetup) => {
    const session = new WorkerSession({ ...given, send, brokerUrls: setup.brokerUrls })
    process.on('message', (message) => session.hear(message))
    process.once('disconnect', () => void session.close().finally(() => process.exit()))
  })
  if (!process.connected) process.exit()
}
