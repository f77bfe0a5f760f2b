import type { Worker } from 'node:worker_threads'
import { ownModule } from '../../bench/core/own-code.ts'
import { startThread } from '../start-thread.ts'
import type { Counted, FromProxy, ProxyReset, ToProxy, Upstream } from './protocol.ts'

const THREAD = ownModule('./thread', import.meta.url)

interface Waiting {
  readonly resolve: (counts: FromProxy['counts']) => void
  readonly reject: (error: Error) => void
}

function rethrow(error: Error): never {
  throw error
}

/** A proxy before a service that injects faults, in a thread so that it does not share the generator's event loop. */
export class FaultProxy {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #questions = 0
  /** Set when the thread has ended. */
  #gone: Error | undefined
  readonly host = '127.0.0.1'
  readonly port: number

  private constructor(worker: Worker, port: number, onCrash: (error: Error) => void) {
    this.#worker = worker
    this.port = port
    worker.on('message', (answer: FromProxy) => this.#settle(answer))
    worker.on('error', (error: Error) =>
      onCrash(new Error(`the fault proxy crashed: ${error.message}`, { cause: error })),
    )
    worker.on('exit', (code) => this.#lose(new Error(`the fault proxy has ended with code ${code}`)))
  }

  /**
   * Starts the thread. `onCrash` receives an error that the thread does not catch later; by default it is thrown.
   * @throws Error when the thread ends before it listens.
   */
  static async start(
    upstream: Upstream,
    onCrash: (error: Error) => void = rethrow,
    thread: URL = THREAD,
  ): Promise<FaultProxy> {
    const { worker, port } = await startThread(thread, 'the fault proxy', upstream)
    return new FaultProxy(worker, port, onCrash)
  }

  get origin(): string {
    return `http://${this.host}:${this.port}`
  }

  /** Begins a run: these faults, nothing in the proxy, counts at 0. @throws Error when the thread has ended. */
  async reset(reset: ProxyReset): Promise<void> {
    await this.#ask({ kind: 'reset', reset })
  }

  /** Ends the run: no faults, nothing in the proxy. Returns its counts. @throws Error when the thread has ended. */
  async finish(): Promise<Counted> {
    return (await this.#ask({ kind: 'finish' }))!
  }

  /** Ends the thread and frees its port. */
  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(question: Omit<Extract<ToProxy, { kind: 'reset' }>, 'id'> | { kind: 'finish' }): Promise<FromProxy['counts']> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone)
        return
      }
      const id = this.#questions++
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, ...question } satisfies ToProxy)
    })
  }

  #settle({ id, counts }: FromProxy): void {
    this.#waiting.get(id)?.resolve(counts)
    this.#waiting.delete(id)
  }

  #lose(error: Error): void {
    this.#gone = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
