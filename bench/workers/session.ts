import { BrokerHost, type BrokerUrls } from '../broker-host.ts'
import { type BrokerRun, brokerRunOf } from '../broker-run.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { ConfigError } from '../core/config-error.ts'
import { epochMs, RealClock } from '../core/real-clock.ts'
import { type Generated, type GenerateOptions, generate } from '../generate.ts'
import { type Cell, cellsOf, type Suite } from '../suite.ts'
import { TargetHost } from '../target-host.ts'
import { GuestTarget } from './guest-target.ts'
import { Increments } from './increments.ts'
import { type FromWorker, type SuiteSource, type Task, type ToWorker, toWorkerSchema } from './messages.ts'
import { shareOf, whyNotShared } from './share-of.ts'

/** How often a worker tells that it is there. */
const ALIVE_MS = 500

export interface WorkerOptions {
  /** Of this host. */
  readonly environmentClass: string
  readonly send: (message: FromWorker) => void
  /** Checks what it is given as a suite. @throws ConfigError when it is none, or code that is not allowed. */
  readonly load: (source: SuiteSource) => Promise<Suite>
  /** Addresses of brokers that are not at their usual one. */
  readonly brokerUrls?: BrokerUrls | undefined
  /** Hears what it does, in a line. */
  readonly onLine?: ((line: string) => void) | undefined
}

/** A run that was prepared. */
interface Prepared {
  readonly id: number
  readonly cell: Cell
  readonly task: Task
  readonly queue: BrokerRun | undefined
  readonly targets: GenerateOptions['targets']
  readonly stop: AbortController
  started: boolean
}

/** One worker and its controller, from the first message to `close`: runs its share of each run that it is given. */
export class WorkerSession {
  readonly #options: WorkerOptions
  readonly #clock = new RealClock()
  readonly #targets = new TargetHost()
  #guest: GuestTarget | undefined
  readonly #brokers: BrokerHost
  #prepared: Prepared | undefined
  /** Ends the run that is being prepared, is prepared or goes on. */
  #current: { readonly id: number; readonly stop: AbortController } | undefined
  /** Settles when the last message has been dealt with: runs follow each other. */
  #work: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#brokers = new BrokerHost(options.brokerUrls)
    this.#sayAlive()
  }

  /** Takes a message as it came: whatever it is, it does no harm. */
  hear(message: unknown): void {
    const { data, error } = toWorkerSchema.safeParse(message)
    if (error !== undefined) {
      const run: unknown = Object(message).run
      const id = Number.isSafeInteger(run) ? (run as number) : 0
      this.#options.send({
        kind: 'refused',
        run: id,
        reason: `a message that a worker does not know: ${error.message}`,
      })
      return
    }
    this.#take(data)
  }

  /** Ends what is running and closes all connections. */
  async close(): Promise<void> {
    this.#current?.stop.abort()
    // It is heard of until its last report.
    await this.#work
    this.#closed = true
    this.#clock.stop()
    await this.#drop()
    await Promise.all([this.#targets.close(), this.#guest?.close(), this.#brokers.close()])
  }

  #take(message: ToWorker): void {
    const { send } = this.#options
    if (message.kind === 'ping') send({ kind: 'pong', n: message.n, epochMs: epochMs() })
    else if (message.kind === 'prepare') {
      const stop = new AbortController()
      this.#current = { id: message.run, stop }
      this.#work = this.#work.then(() => this.#prepare(message.run, message.task, stop))
    } else if (message.kind === 'start')
      this.#work = this.#work.then(() => this.#start(message.run, message.originEpochMs))
    else if (message.kind === 'stop' && this.#current?.id === message.run) {
      this.#current.stop.abort()
      this.#work = this.#work.then(() => this.#drop())
    }
  }

  async #prepare(id: number, task: Task, stop: AbortController): Promise<void> {
    const { environmentClass, send, load, onLine } = this.#options
    await this.#drop()
    try {
      const cell = cellIn(await load(task.source), task)
      const why = whyNotShared(cell, task.share.count)
      if (why !== undefined) throw new ConfigError(why)
      const own = shareOf(cell, task.share)
      const targets = await this.#reachTarget(cell, task)
      await this.#brokers.prepare(own)
      const queue = await brokerRunOf(this.#brokers, own)
      this.#prepared = { id, cell: own, task, queue, targets, stop, started: false }
      if (stop.signal.aborted) {
        await this.#drop()
        return
      }
      const { index, count } = task.share
      onLine?.(`${cell.suite} ${cell.variant} ${cell.arm}, share ${index + 1} of ${count}, repeat ${task.repeat}`)
      send({ kind: 'ready', run: id, environmentClass })
    } catch (error) {
      const { message, stack } = error as Error
      const reason = error instanceof ConfigError || error instanceof CannotRunError ? message : (stack ?? message)
      onLine?.(`refused: ${reason}`)
      send({ kind: 'refused', run: id, reason })
    }
  }

  async #start(id: number, originEpochMs: number): Promise<void> {
    const prepared = this.#prepared
    if (prepared?.id !== id || prepared.started) return
    prepared.started = true
    const { send, onLine } = this.#options
    const { cell, task, queue, targets, stop } = prepared
    const increments = new Increments()
    const report = (generated: Generated, final: boolean) =>
      send({ kind: 'report', run: id, final, increment: increments.next(generated) })
    try {
      const generated = await generate(cell, {
        repeat: task.repeat,
        originEpochMs,
        targets,
        queue,
        share: task.share,
        signal: stop.signal,
        onProgress: (progress) => send({ kind: 'progress', run: id, progress }),
        onInterval: (soFar) => report(soFar(), false),
      })
      report(generated, true)
      onLine?.(stop.signal.aborted ? 'ended early' : 'done')
    } catch (error) {
      onLine?.(`failed: ${(error as Error).message}`)
      send({ kind: 'failed', run: id, reason: (error as Error).message })
    }
    this.#prepared = undefined
  }

  async #reachTarget({ target }: Cell, task: Task): Promise<Prepared['targets']> {
    if (task.target === null) {
      if (target.model !== 'url') throw new ConfigError('target: must be a url, or one that `run` hosts')
      await this.#targets.prepare(target)
      return this.#targets
    }
    if (this.#guest?.origin !== task.target.origin) {
      await this.#guest?.close()
      this.#guest = undefined
      this.#guest = await GuestTarget.reach(task.target, task.share.count)
    }
    return this.#guest
  }

  /** Gives up a run that was prepared and never started. */
  async #drop(): Promise<void> {
    const prepared = this.#prepared
    this.#prepared = undefined
    if (prepared !== undefined && !prepared.started) await prepared.queue?.remove().catch(() => undefined)
  }

  #sayAlive(): void {
    if (this.#closed) return
    this.#options.send({ kind: 'alive' })
    this.#clock.at(this.#clock.nowMs() + ALIVE_MS, () => this.#sayAlive())
  }
}

function cellIn(suite: Suite, { variant, arm }: Task): Cell {
  const cell = cellsOf(suite).find((one) => one.variant === variant && one.arm === arm)
  if (cell === undefined) throw new ConfigError(`the suite has no arm ${arm} in variant ${variant}`)
  return cell
}
