import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { NODE_OPTIONS } from '../bench/core/own-code.ts'

/**
 * Starts a thread with a module of ours and returns it with its first message, the port that it listens on. `what`
 * names it. @throws Error when the thread ends before that.
 */
export async function startThread(
  module: URL,
  what: string,
  workerData?: unknown,
): Promise<{ readonly worker: Worker; readonly port: number }> {
  const worker = new Worker(module, { execArgv: [...NODE_OPTIONS], workerData })
  const starting = new AbortController()
  const { signal } = starting
  const failed = once(worker, 'exit', { signal }).then(([code]) => {
    throw new Error(`${what} ended with code ${code} before it was listening`)
  })
  try {
    const [port] = await Promise.race([once(worker, 'message', { signal }), failed])
    return { worker, port }
  } finally {
    starting.abort()
    failed.catch(() => undefined)
  }
}
