import type { Cancel, Clock } from '../../core/clock.ts'
import type { Message } from '../../queue/broker.ts'
import type { Meaning } from './trouble.ts'

/** Time until a command is repeated that Redis refused because it takes no writes. */
const AGAIN_MS = 200

/** Moves jobs back to the queue as soon as Redis takes writes. */
export class Moves {
  readonly #clock: Clock
  readonly #onRefused: (message: Message, error: unknown) => Meaning
  readonly #cancels = new Set<Cancel>()
  #isStopped = false

  constructor(clock: Clock, onRefused: (message: Message, error: unknown) => Meaning) {
    this.#clock = clock
    this.#onRefused = onRefused
  }

  /** `over` is called when the job was moved or the move refused for good. */
  move(message: Message, ask: () => Promise<unknown>, over: () => void): void {
    ask().then(over, (error: unknown) => {
      if (this.#onRefused(message, error) === 'blocked') this.#later(() => this.move(message, ask, over))
      else over()
    })
  }

  stop(): void {
    this.#isStopped = true
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
  }

  #later(task: () => void): void {
    if (this.#isStopped) return
    const cancel = this.#clock.at(this.#clock.nowMs() + AGAIN_MS, () => {
      this.#cancels.delete(cancel)
      task()
    })
    this.#cancels.add(cancel)
  }
}
