import { isService } from '../../targets/spec.ts'
import type { Cell } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { ConfigError } from '../core/config-error.ts'
import { oneLine } from '../core/printable.ts'
import { atMost, epochMs, RealClock } from '../core/real-clock.ts'
import { BrokerHost, type BrokerUrls } from '../engine/broker-host.ts'
import { type BrokerRun, brokerRunOf } from '../engine/broker-run.ts'
import { type Measurement, type MeasureOptions, measureReal } from '../engine/real.ts'
import { TargetHost } from '../engine/target-host.ts'
import type { Suite } from '../suite.ts'
import type { FromWorker } from './from-worker.ts'
import { GuestTarget } from './guest-target.ts'
import { Increments } from './increments.ts'
import { runId, type SuiteSource, type Task, type ToWorker, toWorkerSchema } from './messages.ts'
import { type Permissions, whyNotAllowed } from './permissions.ts'
import { cellIn, shareOf, whyNotShared } from './share-of.ts'

/** Time between two signs of life of a worker. */
const ALIVE_MS = 500
/** Longest wait until the module of a suite is loaded. */
const LOAD_MAX_MS = 30_000
/** A start further away is a mistake, since a run begins a moment after it was prepared. */
const START_OFF_MAX_MS = 60_000
/** Longest wait at the end of the session for what the last run awaits, such as a lost broker. */
const CLOSE_MAX_MS = 15_000
const REASON_MAX_CHARS = 2000

export interface WorkerOptions {
  /** Environment class of this host. */
  readonly environmentClass: string
  readonly send: (message: FromWorker) => void
  /** Checks a suite that it gets. @throws ConfigError when it is none, or code that is not allowed. */
  readonly load: (source: SuiteSource) => Promise<Suite>
  readonly permissions: Permissions
  /** Addresses of brokers without their usual address. */
  readonly brokerUrls?: BrokerUrls | undefined
  /** Gets a line for each action. */
  readonly onLine?: ((line: string) => void) | undefined
}

/** A requested run. */
interface Wanted {
  readonly id: number
  readonly task: Task
  readonly stop: AbortController
}

/** A prepared run. */
interface Prepared extends Wanted {
  readonly cell: Cell
  readonly queue: BrokerRun | undefined
  readonly targets: MeasureOptions['targets']
  readonly unrest: MeasureOptions['unrest']
  started: boolean
}

/** One worker with its controller, from the first message to `close`. It runs its share of each run. */
export class WorkerSession {
  readonly #options: WorkerOptions
  readonly #clock = new RealClock()
  readonly #targets = new TargetHost()
  #guest: GuestTarget | undefined
  readonly #brokers: BrokerHost
  /** The run to prepare next. A newer one replaces it, so that a controller cannot queue many. */
  #next: Wanted | undefined
  #prepared: Prepared | undefined
  /** The run that was requested last. */
  #current: Wanted | undefined
  /** Settles when the last message is done, since runs follow each other. */
  #work: Promise<void> = Promise.resolve()
  #isClosing = false

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#brokers = new BrokerHost(options.brokerUrls)
    this.#sayAlive()
  }

  /** Takes an unchecked message. Whatever it is, it does no harm. */
  hear(message: unknown): void {
    if (this.#isClosing) return
    const { data, error } = toWorkerSchema.safeParse(message)
    if (error === undefined) this.#take(data)
    else {
      const run = runId().safeParse(Object(message).run)
      this.#refuse(run.data ?? 0, `a message that a worker does not know: ${error.message}`)
    }
  }

  /** Ends the present run and closes all connections. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#next = undefined
    this.#current?.stop.abort()
    this.#then(() => this.#drop())
    // Signs of life continue until its last report.
    await atMost(CLOSE_MAX_MS, this.#work)
    this.#clock.stop()
    const closed = Promise.all([this.#targets.close(), this.#guest?.close(), this.#brokers.close()])
    for (const warning of (await atMost(CLOSE_MAX_MS, closed))?.[0] ?? []) this.#options.onLine?.(`warning: ${warning}`)
  }

  /** Queues work. The queue is bounded: one run to prepare, one to start and one to stop. */
  #take(message: ToWorker): void {
    if (message.kind === 'ping') this.#options.send({ kind: 'pong', n: message.n, epochMs: epochMs() })
    else if (message.kind === 'prepare')
      this.#want({ id: message.run, task: message.task, stop: new AbortController() })
    else if (message.kind === 'start') this.#startIfReady(message.run, message.originEpochMs)
    else if (message.kind === 'stop' && this.#current?.id === message.run && !this.#current.stop.signal.aborted) {
      this.#current.stop.abort()
      this.#then(() => this.#drop())
    }
  }

  #want(wanted: Wanted): void {
    const replaced = this.#next
    if (replaced?.stop.signal.aborted === false) this.#refuse(replaced.id, 'another run was asked for')
    // A controller that requests another run has given this one up.
    this.#current?.stop.abort()
    this.#current = wanted
    this.#next = wanted
    if (replaced === undefined) this.#then(() => this.#prepareNext())
  }

  #startIfReady(id: number, originEpochMs: number): void {
    const prepared = this.#prepared
    if (prepared?.id !== id || prepared.started || prepared.stop.signal.aborted) return
    prepared.started = true
    const aheadMs = originEpochMs - epochMs()
    if (Math.abs(aheadMs) <= START_OFF_MAX_MS) this.#then(() => this.#run(prepared, originEpochMs))
    else {
      this.#fail(id, `a start ${(aheadMs / 1000).toFixed(0)} s from now, at most ${START_OFF_MAX_MS / 1000} s`)
      this.#then(() => this.#remove(prepared))
    }
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work)
  }

  async #prepareNext(): Promise<void> {
    await this.#drop()
    const wanted = this.#next
    this.#next = undefined
    if (wanted === undefined || wanted.stop.signal.aborted) return
    const { environmentClass, send, onLine } = this.#options
    const { id, task, stop } = wanted
    try {
      this.#prepared = await this.#prepare(wanted)
      if (stop.signal.aborted) {
        await this.#drop()
        return
      }
      const { suite, variant, arm } = this.#prepared.cell
      onLine?.(
        `${suite} ${variant} ${arm}, share ${task.share.index + 1} of ${task.share.count}, repeat ${task.repeat}`,
      )
      send({ kind: 'ready', run: id, environmentClass })
    } catch (error) {
      const { message, stack } = error as Error
      const isExpected = error instanceof ConfigError || error instanceof CannotRunError
      onLine?.(`refused: ${isExpected ? oneLine(message, REASON_MAX_CHARS) : stack}`)
      this.#refuse(id, message)
    }
  }

  /** @throws ConfigError or CannotRunError when the run cannot be made here. */
  async #prepare(wanted: Wanted): Promise<Prepared> {
    const { task, stop } = wanted
    const { load, permissions, onLine } = this.#options
    const suite = await atMost(LOAD_MAX_MS, load(task.source))
    if (suite === undefined) throw new CannotRunError(`the suite did not load within ${LOAD_MAX_MS / 1000} s`)
    const cell = cellIn(suite, task)
    const why = whyNotShared(cell, task.share.count) ?? whyNotAllowed(cell, permissions)
    if (why !== undefined) throw new ConfigError(why)
    const own = shareOf(cell, task.share)
    const targets = await this.#reachTarget(cell, task, stop.signal)
    await this.#targets.meet([cell], { signal: stop.signal, share: task.share, onLine })
    const unrest = await this.#targets.rest(cell, stop.signal, task.share)
    await this.#brokers.prepare(own)
    const queue = await brokerRunOf(this.#brokers, own)
    return { ...wanted, cell: own, queue, targets, unrest, started: false }
  }

  async #run({ id, cell, task, queue, targets, unrest, stop }: Prepared, originEpochMs: number): Promise<void> {
    const { send, onLine } = this.#options
    const increments = new Increments()
    const report = (generated: Measurement, final: boolean) =>
      send({ kind: 'report', run: id, final, increment: increments.next(generated) })
    try {
      const generated = await measureReal(cell, {
        repeat: task.repeat,
        originEpochMs,
        targets,
        queue,
        unrest,
        share: task.share,
        signal: stop.signal,
        onProgress: (progress) => send({ kind: 'progress', run: id, progress }),
        onInterval: (soFar) => report(soFar(), false),
      })
      report(generated, true)
      onLine?.(stop.signal.aborted ? 'ended early' : 'done')
    } catch (error) {
      onLine?.(`failed: ${(error as Error).message}`)
      this.#fail(id, (error as Error).message)
    }
    this.#prepared = undefined
  }

  async #reachTarget({ target }: Cell, task: Task, signal: AbortSignal): Promise<Prepared['targets']> {
    if (task.target === null) {
      if (!isService(target)) throw new ConfigError('target: must be a url, or one that `run` hosts')
      await this.#targets.prepare(target, signal)
      return this.#targets
    }
    if (this.#guest?.origin !== task.target.origin) {
      await this.#guest?.close()
      this.#guest = undefined
      this.#guest = await GuestTarget.reach(task.target, task.share.count, signal)
    }
    return this.#guest
  }

  /** Gives up a run that was prepared and not started. */
  async #drop(): Promise<void> {
    const prepared = this.#prepared
    this.#prepared = undefined
    if (prepared !== undefined && !prepared.started) await this.#remove(prepared)
  }

  async #remove({ queue }: Prepared): Promise<void> {
    await queue?.remove().catch(() => undefined)
  }

  #refuse(run: number, reason: string): void {
    this.#options.send({ kind: 'refused', run, reason: oneLine(reason, REASON_MAX_CHARS) })
  }

  #fail(run: number, reason: string): void {
    this.#options.send({ kind: 'failed', run, reason: oneLine(reason, REASON_MAX_CHARS) })
  }

  #sayAlive(): void {
    this.#options.send({ kind: 'alive' })
    this.#clock.at(this.#clock.nowMs() + ALIVE_MS, () => this.#sayAlive())
  }
}
