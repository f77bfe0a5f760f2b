import type { Cancel, Clock } from '../../core/clock.ts'
import type { NatsConnection } from './connection.ts'
import type { NatsNames } from './names.ts'

/** The server is asked again this often; after so many times without an answer it is told. */
const LOOK_AGAIN_MS = 1000
const LOOKS_TOLD = 3
const CONSUMER_NOT_FOUND = 10_014
const STREAM_NOT_FOUND = 10_059

/** Of one stream of the run, with its consumer. */
export interface Gap {
  readonly stream: string
  /** The stream is missing, and all that it held. Otherwise only its consumer is. */
  readonly isStream: boolean
}

export interface PresenceEvents {
  /** All is there. */
  onPresent(): void
  /** Told once for each loss; then it is made again. */
  onMissing(gaps: readonly Gap[]): void
  onFailed(detail: string): void
}

/**
 * Looks whether the streams and consumers of a run are in the server, and makes them again. In memory they are gone
 * when the server was started anew.
 */
export class NatsPresence {
  readonly #connection: Pick<NatsConnection, 'jsm'>
  readonly #names: NatsNames
  readonly #clock: Clock
  readonly #make: () => Promise<void>
  readonly #events: PresenceEvents
  #isLooking = false
  /** What has been told of the present loss. */
  #isMissingTold = false
  #isFailureTold = false
  /** An answer to a look that was broken off means nothing. */
  #round = 0
  #cancel: Cancel = () => undefined

  /** `make` makes what is missing and leaves alone what is there. */
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

  /** `why`: the server has refused something for this reason, so that it may be missing. */
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
      if (looks === LOOKS_TOLD) {
        this.#events.onFailed(`${this.#names.work} does not answer: ${(error as Error).message}`)
      }
      again()
      return
    }
    if (isOver()) return
    if (gaps.length > 0) {
      this.#tellMissing(gaps)
      const problem = await this.#made()
      if (isOver()) return
      if (problem === undefined) this.#present()
      else {
        this.#tellFailure(problem)
        again()
      }
    } else if (why === undefined) this.#present()
    else {
      // It is there and has refused: not again at once, or this would never rest.
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

  #tellMissing(gaps: readonly Gap[]): void {
    // What was made in part before a failure is no second loss.
    if (this.#isMissingTold) return
    this.#isMissingTold = true
    this.#events.onMissing(gaps)
  }

  #tellFailure(problem: string): void {
    if (this.#isFailureTold) return
    this.#isFailureTold = true
    this.#events.onFailed(`${this.#names.work} could not be made again: ${problem}`)
  }

  #present(): void {
    this.#isLooking = false
    this.#isMissingTold = false
    this.#isFailureTold = false
    this.#events.onPresent()
  }

  #later(task: () => void): void {
    this.#cancel = this.#clock.at(this.#clock.nowMs() + LOOK_AGAIN_MS, task)
  }
}
