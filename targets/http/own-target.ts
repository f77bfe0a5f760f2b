import type { Worker } from 'node:worker_threads'
import { Client } from 'undici'
import { ownModule } from '../../bench/core/own-code.ts'
import type { TargetCounters } from '../../bench/metrics/result.ts'
import { startThread } from '../start-thread.ts'
import { ADMIN_COUNTERS_PATH, ADMIN_IDENTITY_PATH, ADMIN_RESET_PATH, WARM_UP_PATH, WORK_PATH } from './protocol.ts'
import type { Reset } from './server.ts'

/** Largest answer that is read: another service at that address may send more. */
const ANSWER_MAX_BYTES = 10_000
const THREAD = ownModule('./thread', import.meta.url)

function rethrow(error: unknown): never {
  throw error
}

/** The program's own target, in a thread so that it does not share the generator's event loop. */
export class OwnTarget {
  readonly #worker: Worker
  /** A connection opened before the load: the counters must be readable even when no more can be opened. */
  readonly #admin: Client
  readonly origin: string

  private constructor(worker: Worker, port: number) {
    this.#worker = worker
    this.origin = `http://127.0.0.1:${port}`
    this.#admin = new Client(this.origin)
  }

  /**
   * Starts the thread. `onCrash` receives an error that the thread does not catch later; by default it is thrown.
   * @throws Error when the thread ends before it listens.
   */
  static async start(onCrash: (error: unknown) => void = rethrow, thread: URL = THREAD): Promise<OwnTarget> {
    const { worker, port } = await startThread(thread, 'the target')
    worker.on('error', onCrash)
    const target = new OwnTarget(worker, port)
    // Opens that connection. A target that cannot answer is detected at its reset.
    await target.counters().catch(() => undefined)
    return target
  }

  get workUrl(): string {
    return this.origin + WORK_PATH
  }

  get warmUpUrl(): string {
    return this.origin + WARM_UP_PATH
  }

  /** Resets the target: this model, no attempts, counters at 0. */
  async reset(reset: Reset): Promise<void> {
    const { statusCode, body } = await this.#admin.request({
      method: 'POST',
      path: ADMIN_RESET_PATH,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reset),
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`the target refused its model: ${text}`)
  }

  async counters(): Promise<TargetCounters & { readonly inFlight: number }> {
    const { body } = await this.#admin.request({ method: 'GET', path: ADMIN_COUNTERS_PATH })
    return (await body.json()) as TargetCounters & { inFlight: number }
  }

  /** Id that distinguishes it from every other target. */
  identity(): Promise<string> {
    return identityOf(this.origin)
  }

  /** Ends the thread and frees its port. */
  async stop(): Promise<void> {
    await this.#admin.destroy()
    await this.#worker.terminate()
  }
}

/**
 * Reads the id of the target at an origin. @throws Error when no target of this program answers there, or on the
 * signal.
 */
export async function identityOf(origin: string, signal?: AbortSignal): Promise<string> {
  const client = new Client(origin, { maxResponseSize: ANSWER_MAX_BYTES })
  try {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: ADMIN_IDENTITY_PATH,
      signal: signal ?? null,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`something else than a target answers, with status ${statusCode}`)
    return text
  } finally {
    await client.destroy()
  }
}
