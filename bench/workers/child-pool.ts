import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { inOwnGroup } from '../core/child-group.ts'
import { NODE_OPTIONS } from '../core/own-code.ts'
import { oneLine } from '../core/printable.ts'
import { epochMs, RealClock } from '../core/real-clock.ts'
import type { BrokerUrls } from '../engine/broker-host.ts'
import type { ToWorker } from './messages.ts'
import type { WorkerLink, WorkerListener, WorkerPool } from './worker-link.ts'

/** Time in which a released child must end. After it the child is killed. */
const END_MAX_MS = 10_000

/** First message to a child process. */
export interface ChildSetup {
  readonly brokerUrls: BrokerUrls
}

/** Workers in child processes. */
export class ChildPool implements WorkerPool {
  readonly #script: URL
  readonly #setup: ChildSetup
  #children: Child[] = []

  /** `script`: the file that a child runs, see `serveParent`. */
  constructor(script: URL, setup: ChildSetup) {
    this.#script = script
    this.#setup = setup
  }

  async take(count: number): Promise<readonly WorkerLink[]> {
    this.#children = this.#children.filter((child) => child.isThere)
    while (this.#children.length < count) this.#children.push(new Child(this.#script, this.#setup))
    return this.#children.slice(0, count)
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.close()))
    this.#children = []
  }
}

class Child implements WorkerLink {
  readonly name: string
  readonly #process: ChildProcess
  readonly #exit: Promise<unknown>
  #listener: WorkerListener | undefined
  #heardMs = epochMs()
  #failure: string | undefined

  constructor(script: URL, setup: ChildSetup) {
    this.#process = fork(script, [], {
      execArgv: [...NODE_OPTIONS],
      ...inOwnGroup(),
      // The prints of a suite go to the error output of this process.
      stdio: ['ignore', 2, 'pipe', 'ipc'],
    })
    this.name = `${hostname()} ${this.#process.pid ?? '(not started)'}`
    this.#exit = once(this.#process, 'exit').catch(() => undefined)
    let words = ''
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      words = `${words}${text}`.slice(-2000)
    })
    this.#process.on('message', (message: unknown) => {
      this.#heardMs = epochMs()
      this.#listener?.hear(message)
    })
    this.#process.on('error', (error) => this.#fail(error.message))
    this.#process.on('close', (code, signal) =>
      this.#fail(`it ended (${signal ?? `exit code ${code}`})${words === '' ? '' : `: ${oneLine(words, 500)}`}`),
    )
    this.#send(setup)
  }

  get isThere(): boolean {
    return this.#failure === undefined
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener
    if (this.#failure !== undefined) listener.gone(this.#failure)
  }

  send(message: ToWorker): void {
    this.#send(message)
  }

  silentMs(): number {
    return epochMs() - this.#heardMs
  }

  discard(why: string): void {
    this.#process.kill('SIGKILL')
    this.#fail(why)
  }

  async close(): Promise<void> {
    this.#listener = undefined
    if (this.#process.connected) this.#process.disconnect()
    const clock = new RealClock()
    clock.at(END_MAX_MS, () => this.#process.kill('SIGKILL'))
    await this.#exit
    clock.stop()
  }

  #send(message: ToWorker | ChildSetup): void {
    // If it has ended, its exit reports that.
    if (this.#process.connected) this.#process.send(message, () => undefined)
  }

  #fail(why: string): void {
    if (this.#failure !== undefined) return
    this.#failure = why
    this.#listener?.gone(why)
  }
}
