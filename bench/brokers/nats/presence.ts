import type { Cancel, Clock } from '../../core/clock.ts'
import type { NatsConnection } from './connection.ts'
import type { NatsNames } from './names.ts'

/** Time between two questions, and the number of questions without an answer before a report. */
const LOOK_AGAIN_MS = 1000
const LOOKS_REPORTED = 3
const CONSUMER_NOT_FOUND = 10_014
const STREAM_NOT_FOUND = 10_059

/** A stream of the run that is missing, or whose consumer is. */
export interface Gap {
  readonly stream: string
  /** True if the stream and all that it held are missing. False if only its consumer is. */
  readonly isStream: boolean
}

export interface PresenceEvents {
  /** All streams and consumers exist. */
  onPresent(): void
  /** Called once for each loss. The missing parts are made again after it. */
  onMissing(gaps: readonly Gap[]): void
  onFailed(detail: string): void
}

/**
 * Checks whether the streams and consumers of a run exist, and recreates missing ones. Those in memory are gone after a
 * restart of the server.
 */
export class NatsPresence {
  readonly #connection: Pick<NatsConnection, 'jsm'>
  readonly #names: NatsNames
  readonly #clock: Clock
  readonly #make: () => Promise<void>
  readonly #events: PresenceEvents
  #isLooking = false
  /** Reports so far about the present loss. */
  #isMissingReported = false
  #isFailureReported = false
  /** Number of the current check. Answers to a check that was broken off are ignored. */
  #round = 0
  #cancel: Cancel = () => undefined

  /** `make` makes what is missing and leaves the rest as it is. */
  constructor(
    connection: Pick<NatsConnection, 'jsm'>,
    names: NatsNames,
    clock: Clock,
    make: () => Promise<void>,
    events: PresenceEvents,
  ) {
    this.#connection = connection
    this.#names = names
    this.#clock = clock
    this.#make = make
    this.#events = events
  }

  get isLooking(): boolean {
    return this.#isLooking
  }

  /** `why`: the reason of a refusal, which may mean that something is missing. */
  look(why?: string): void {
    if (this.#isLooking) return
    this.#isLooking = true
    void this.#look(this.#round, why, 1)
  }

  stop(): void {
    this.#round += 1
    this.#isLooking = false
    this.#cancel()
  }

  async #look(round: number, why: string | undefined, looks: number): Promise<void> {
    const isOver = () => round !== this.#round
    const again = () => this.#later(() => void this.#look(round, why, looks + 1))
    let gaps: readonly Gap[]
    try {
      gaps = await this.#gaps()
    } catch (error) {
      if (isOver()) return
      if (looks === LOOKS_REPORTED) {
        this.#events.onFailed(`${this.#names.work} does not answer: ${(error as Error).message}`)
      }
      again()
      return
    }
    if (isOver()) return
    if (gaps.length > 0) {
      this.#reportMissing(gaps)
      const problem = await this.#made()
      if (isOver()) return
      if (problem === undefined) this.#present()
      else {
        this.#reportFailure(problem)
        again()
      }
    } else if (why === undefined) this.#present()
    else {
      // All exists, and the server has refused. Asking again at once would never rest.
      this.#events.onFailed(why)
      this.#later(() => this.#present())
    }
  }

  async #gaps(): Promise<Gap[]> {
    const { work, dead, consumer } = this.#names
    const gaps: Gap[] = []
    for (const stream of [work, dead]) {
      try {
        await this.#connection.jsm.consumers.info(stream, consumer)
      } catch (error) {
        const { code } = error as { code?: number }
        if (code !== STREAM_NOT_FOUND && code !== CONSUMER_NOT_FOUND) throw error
        gaps.push({ stream, isStream: code === STREAM_NOT_FOUND })
      }
    }
    return gaps
  }

  async #made(): Promise<string | undefined> {
    try {
      await this.#make()
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  #reportMissing(gaps: readonly Gap[]): void {
    // A part that was made before a failure is no second loss.
    if (this.#isMissingReported) return
    this.#isMissingReported = true
    this.#events.onMissing(gaps)
  }

  #reportFailure(problem: string): void {
    if (this.#isFailureReported) return
    this.#isFailureReported = true
    this.#events.onFailed(`${this.#names.work} could not be made again: ${problem}`)
  }

  #present(): void {
    this.#isLooking = false
    this.#isMissingReported = false
    this.#isFailureReported = false
    this.#events.onPresent()
  }

  #later(task: () => void): void {
    this.#cancel = this.#clock.at(this.#clock.nowMs() + LOOK_AGAIN_MS, task)
  }
}
