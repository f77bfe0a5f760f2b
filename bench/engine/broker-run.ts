import type { Incident } from '../core/broker-info.ts'
import type { Clock } from '../core/clock.ts'
import type { BrokerRecord } from '../metrics/result.ts'
import type { Broker, BrokerSpec, ConsumerCrashSpec, DeadLetterListener } from '../queue/broker.ts'
import { Witness } from '../queue/witness.ts'
import type { BrokerHost, HostedQueue } from './broker-host.ts'

/** So long before its death a consumer begins to take what it will hold. */
const TAKING_MS = 500

/**
 * The queue of one run in a broker that is named: watched from both ends, and its broker or a consumer killed if the
 * suite says so.
 */
export class BrokerRun {
  readonly #spec: BrokerSpec
  readonly #consumerCrash: ConsumerCrashSpec | undefined
  readonly #hosted: HostedQueue
  readonly #incidents: Incident[] = []
  #clock: Clock | undefined
  #witness: Witness | undefined
  #killedMs: number | null = null
  #backMs: number | null = null
  /** Settles when what the crash began has ended. */
  #crashing: Promise<void> = Promise.resolve()
  #removed = false
  /** Ends the wait for the broker to be started again. */
  #wake: () => void = () => undefined

  constructor(spec: BrokerSpec, consumerCrash: ConsumerCrashSpec | undefined, hosted: HostedQueue) {
    this.#spec = spec
    this.#consumerCrash = consumerCrash
    this.#hosted = hosted
  }

  /**
   * The broker on the clock of the run; a crash, if any, is planned on it. `onError` hears of one that could not be
   * made.
   */
  broker(clock: Clock, onDead: DeadLetterListener, onError: (error: unknown) => void): Broker {
    const { crash } = this.#spec
    this.#clock = clock
    this.#witness = new Witness(clock, (onBuried) =>
      this.#hosted.queue.broker(clock, {
        onDead: (message, reason) => {
          onBuried(message)
          onDead(message, reason)
        },
        onIncident: (kind, detail) => this.#incidents.push({ atMs: clock.nowMs(), kind, detail }),
      }),
    )
    if (crash !== undefined) {
      clock.at(crash.atMs, () => {
        this.#crashing = this.#crash(clock, crash.downMs).catch(onError)
      })
    }
    this.#planConsumerCrash(clock, this.#witness, onError)
    return this.#witness
  }

  /** What is to be told; asked for when the run has ended, and before its queue is removed. */
  async record(): Promise<BrokerRecord> {
    const endMs = this.#clock!.nowMs()
    const { depthMax, deliveriesMax, leaseMs = null } = this.#spec
    const { publishingMs, consumingMs } = this.#witness!.outage
    const crash =
      this.#killedMs === null
        ? null
        : {
            killedMs: this.#killedMs,
            backMs: this.#backMs,
            publishingAfterMs: publishingMs,
            consumingAfterMs: consumingMs,
          }
    let remaining: number | undefined
    try {
      remaining = await this.#hosted.queue.remaining()
    } catch (error) {
      this.#incidents.push({ atMs: endMs, kind: 'failed', detail: `what it still holds: ${(error as Error).message}` })
    }
    const seen = this.#witness!.testimony(remaining)
    const { consumerCrash } = this.#witness!
    const incidents = this.#incidents
    return { ...this.#hosted.info, depthMax, deliveriesMax, leaseMs, seen, incidents, crash, consumerCrash }
  }

  /** Removes the queue, and its broker if that was of the run's own. */
  async remove(): Promise<void> {
    this.#removed = true
    this.#wake()
    await this.#crashing
    await this.#hosted.remove()
  }

  #planConsumerCrash(clock: Clock, witness: Witness, onError: (error: unknown) => void): void {
    const { holder } = this.#hosted
    if (this.#consumerCrash === undefined || holder === undefined) return
    const { atMs } = this.#consumerCrash
    clock.at(Math.max(0, atMs - TAKING_MS), () => holder.take({ onHeld: (id) => witness.held(id), onFailed: onError }))
    clock.at(atMs, () => {
      witness.consumerKilled()
      void holder.kill()
    })
  }

  async #crash(clock: Clock, downMs: number): Promise<void> {
    const own = this.#hosted.own!
    this.#killedMs = clock.nowMs()
    await own.kill()
    if (this.#removed) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      clock.at(clock.nowMs() + downMs, resolve)
    })
    if (this.#removed) return
    await own.start()
    this.#backMs = clock.nowMs()
    this.#witness!.back()
  }
}

/** The queue of a cell in the broker that it names; undefined when it names none. */
export async function brokerRunOf(
  host: BrokerHost | undefined,
  cell: Parameters<BrokerHost['open']>[0],
): Promise<BrokerRun | undefined> {
  const hosted = await host?.open(cell)
  if (hosted === undefined || cell.armSpec.style !== 'queue') return undefined
  return new BrokerRun(cell.armSpec.broker, cell.armSpec.consumers.crash, hosted)
}
