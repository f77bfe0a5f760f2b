import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { NODE_OPTIONS, ownModule } from '../core/own-code.ts'
import { RealClock } from '../core/real-clock.ts'
import type { Hold, HoldReport } from './hold.ts'

/** Longest wait for the process to connect. */
const START_MAX_MS = 30_000

/** Gets the reports of a consumer in another process. */
export interface HoldListener {
  /** The consumer has got a message. */
  onHeld(id: number): void
  /** The consumer failed, or ended before it was killed. */
  onFailed(error: Error): void
}

/** A consumer in a separate process. It takes messages and settles none of them, until it is killed. */
export class Holder {
  readonly #child: ChildProcess
  readonly #kind: string
  /** Settles when the process is gone and all its reports have been read. */
  readonly #gone: Promise<unknown>
  #ready: () => void = () => undefined
  #listener: HoldListener | undefined
  #failure: Error | undefined
  #killed = false

  private constructor(child: ChildProcess, { kind }: Hold) {
    this.#child = child
    this.#kind = kind
    this.#gone = once(child, 'close').catch(() => undefined)
    child.on('message', (report: HoldReport) => this.#hear(report))
    child.on('error', (error) => this.#fail(error.message))
    child.on('close', (code, signal) => this.#fail(`it ended by itself (${signal ?? `exit code ${code}`})`))
  }

  /** Starts and connects it. It takes nothing yet. @throws CannotRunError when it cannot connect. */
  static async start(hold: Hold): Promise<Holder> {
    const child = fork(fileURLToPath(ownModule('./holding-child', import.meta.url)), [], {
      execArgv: [...NODE_OPTIONS],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const holder = new Holder(child, hold)
    const clock = new RealClock()
    try {
      await new Promise<void>((resolve, reject) => {
        holder.#ready = resolve
        holder.#listener = { onHeld: () => undefined, onFailed: reject }
        clock.at(clock.nowMs() + START_MAX_MS, () => holder.#fail(`not connected after ${START_MAX_MS / 1000} s`))
        child.send(hold)
      })
      holder.#listener = undefined
      return holder
    } catch (error) {
      await holder.kill()
      throw error
    } finally {
      clock.stop()
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Begins to take messages. */
  take(listener: HoldListener): void {
    this.#listener = listener
    if (this.#failure !== undefined) listener.onFailed(this.#failure)
    else if (this.#child.connected) this.#child.send('take')
  }

  /** Sends SIGKILL before it returns. Settles when all that it held has been reported. Idempotent. */
  async kill(): Promise<void> {
    this.#killed = true
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  #hear(report: HoldReport): void {
    if (report === 'ready') this.#ready()
    else if ('held' in report) this.#listener?.onHeld(report.held)
    else this.#fail(report.failed)
  }

  #fail(reason: string): void {
    if (this.#killed || this.#failure !== undefined) return
    this.#failure = new CannotRunError(`${this.#kind}: the consumer that is to be killed: ${reason}`)
    this.#listener?.onFailed(this.#failure)
  }
}
