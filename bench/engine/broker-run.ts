import type { Incident } from '../core/broker-info.ts'
import type { Clock } from '../core/clock.ts'
import type { BrokerRecord } from '../metrics/result.ts'
import type { Broker, BrokerSpec, ConsumerCrashSpec, DeadLetterListener } from '../queue/broker.ts'
import { Witness } from '../queue/witness.ts'
import type { BrokerHost, HostedQueue } from './broker-host.ts'

/** Time before its crash at which a consumer begins to take the messages that it will hold, ms. */
const TAKING_MS = 500

/**
 * The queue of one run in a broker that the suite names. It is watched from both ends. The broker or a consumer is
 * killed when the suite says so.
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
  /** Settles when the crash and the restart after it are over. */
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
   * Returns the broker on the clock of the run, and plans a crash on that clock if the suite has one. `onError`
   * receives the error of a crash that failed.
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

  /** The broker's part of the result. Ask for it when the run has ended and before its queue is removed. */
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
      this.#incidents.push({
        atMs: endMs,
        kind: 'failed',
        detail: `could not count its messages: ${(error as Error).message}`,
      })
    }
    const seen = this.#witness!.testimony(remaining)
    const { consumerCrash } = this.#witness!
    const incidents = this.#incidents
    return { ...this.#hosted.info, depthMax, deliveriesMax, leaseMs, seen, incidents, crash, consumerCrash }
  }

  /** Removes the queue, and stops its broker if that was started for this run. */
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

/** Makes the queue of a cell in the broker that it names; undefined when it names none. */
export async function brokerRunOf(
  host: BrokerHost | undefined,
  cell: Parameters<BrokerHost['open']>[0],
): Promise<BrokerRun | undefined> {
  const hosted = await host?.open(cell)
  if (hosted === undefined || cell.armSpec.style !== 'queue') return undefined
  return new BrokerRun(cell.armSpec.broker, cell.armSpec.consumers.crash, hosted)
}
