import { draw, STREAM } from '../../bench/core/draw.ts'
import { Troubles } from '../faults.ts'
import type { Connections } from '../http/connections.ts'
import type { Model, Setting } from '../model/model.ts'
import { Pauses } from '../model/pauses.ts'
import type { ProxyAttempt } from './attempt.ts'
import { type Effects, Forward, type Way } from './forward.ts'
import type { ProxyCounter } from './proxy-counter.ts'

/** Most exchanges with the service at once. Each has its own connection. */
const EXCHANGES_MAX = 8000
/** The instruments differ by less, ms: an answer that is due earlier passes at once. */
const NOW_MS = 0.01

/**
 * The service behind a proxy, in the place of a model. Faults that a model applies to its work change the answer here:
 * they delay it, or an error takes its place. The service does its work all the same.
 */
export class ProxiedService implements Model<ProxyAttempt> {
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #pauses: Pauses
  readonly #way: Way
  readonly #forwards = new Map<ProxyAttempt, Forward>()

  constructor(connections: Connections, setting: Setting, counter: ProxyCounter) {
    this.#setting = setting
    this.#troubles = new Troubles(setting.faults)
    this.#pauses = new Pauses(setting.faults)
    const onEnd = (attempt: ProxyAttempt) => void this.#forwards.delete(attempt)
    this.#way = { clock: setting.clock, connections, counter, waiting: { bytes: 0 }, onEnd }
  }

  /** Takes no `Answer`: that of the service goes to the client of the attempt. */
  arrive(attempt: ProxyAttempt): void {
    const { connections, counter } = this.#way
    if (attempt.near.isGone) return
    if (this.#forwards.size >= EXCHANGES_MAX) {
      counter.notPassed += 1
      attempt.near.fail(503, 'generator: all connections in use')
      return
    }
    attempt.state = 'passed'
    counter.passed += 1
    counter.bytesToService += attempt.message.body?.length ?? 0
    const forward = new Forward(this.#way, attempt, this.#effectsOn(attempt))
    this.#forwards.set(attempt, forward)
    forward.send(connections.take())
  }

  /** Ends the exchange of an attempt whose client is gone. */
  drop(attempt: ProxyAttempt): void {
    this.#forwards.get(attempt)?.drop()
    this.#forwards.delete(attempt)
  }

  dropAll(): void {
    for (const forward of this.#forwards.values()) forward.drop()
    this.#forwards.clear()
  }

  #effectsOn({ request, attempt }: ProxyAttempt): Effects {
    const { clock, seed } = this.#setting
    const { errorRatio, errorStatus, slowFactor } = this.#troubles.at(clock.nowMs())
    const fails = errorRatio > 0 && draw(seed, STREAM.failure, request, attempt) < errorRatio
    return {
      failsWith: fails ? errorStatus : undefined,
      dueMs: (sentMs, answeredMs) => {
        const dueMs = this.#pauses.endMs(sentMs, (answeredMs - sentMs) * slowFactor)
        return dueMs - answeredMs < NOW_MS ? answeredMs : dueMs
      },
      bytesPerSecond: () => this.#troubles.at(clock.nowMs()).bytesPerSecond,
    }
  }
}
