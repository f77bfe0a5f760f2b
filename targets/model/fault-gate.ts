import { failed } from '../../bench/core/outcome.ts'
import { Troubles } from '../faults.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'

/** Most attempts held at once. Further ones are lost, as in any full buffer. */
const HELD_MAX = 1_000_000

/** Applies outages and pauses before a model: loses, refuses or holds the attempts that arrive during one. */
export class FaultGate<A extends TargetAttempt = TargetAttempt> implements Model<A> {
  readonly #inner: Model<A>
  readonly #setting: Setting
  readonly #troubles: Troubles
  readonly #lost: ((attempt: A) => void) | undefined
  #held: { readonly attempt: A; readonly answer: Answer }[] = []

  private constructor(inner: Model<A>, setting: Setting, lost: ((attempt: A) => void) | undefined) {
    this.#inner = inner
    this.#setting = setting
    this.#lost = lost
    this.#troubles = new Troubles(setting.faults)
    // Scheduled now, so that at the end of a window held attempts go before one that arrives at that moment.
    for (const fault of setting.faults) if (holds(fault)) setting.clock.at(fault.toMs, () => this.#release())
  }

  /**
   * Puts a gate before the model; returns the model itself when it has no outage and no pause. `lost` hears of attempts
   * that will never be answered.
   */
  static before<A extends TargetAttempt>(inner: Model<A>, setting: Setting, lost?: (attempt: A) => void): Model<A> {
    const needed = setting.faults.some(({ kind }) => kind === 'outage' || kind === 'pause')
    return needed ? new FaultGate(inner, setting, lost) : inner
  }

  arrive(attempt: A, answer: Answer): void {
    const { outage, paused } = this.#troubles.at(this.#setting.clock.nowMs())
    if (outage === 'refused') answer(failed('outage'))
    else if (outage === 'reset') answer(failed('reset'))
    else if (outage === undefined && !paused) this.#inner.arrive(attempt, answer)
    else if (outage === 'lost' || this.#held.length >= HELD_MAX) this.#lost?.(attempt)
    else {
      this.#setting.counters.enter()
      this.#held.push({ attempt, answer })
    }
  }

  #release(): void {
    const held = this.#held
    this.#held = []
    for (const { attempt, answer } of held) {
      this.#setting.counters.inFlight -= 1
      this.arrive(attempt, answer)
    }
  }
}

function holds(fault: Setting['faults'][number]): boolean {
  return fault.kind === 'pause' || (fault.kind === 'outage' && fault.mode === 'buffered')
}
