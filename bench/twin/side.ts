import { modelCall } from '../../targets/model/model-call.ts'
import { Target } from '../../targets/model/target.ts'
import { isService } from '../../targets/spec.ts'
import type { Cell } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import type { OnEvent } from '../core/on-event.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../engine/experiment.ts'
import { whyRealOnly } from '../engine/real-only.ts'
import { bothOf, stepped } from '../engine/virtual.ts'
import { wholeSeconds } from '../load/load.ts'
import type { IsExtra } from '../load/trigger.ts'
import { RequestLog } from '../metrics/request-log.ts'

const never = () => false

/** One of two runs in virtual time that advance side by side. */
export class Side {
  readonly log = new RequestLog()
  /** The first thing that a policy or a target threw or reported. */
  #error: { readonly atMs: number; readonly text: string } | undefined
  readonly #clock = new VirtualClock({ onError: (error) => this.#failed(error) })
  readonly #cell: Cell

  /** @throws ConfigError when the cell cannot be simulated. */
  constructor(cell: Cell, seed: number, isLeftOut?: IsExtra, onEvent?: OnEvent) {
    const why = whyRealOnly(cell)
    if (why !== undefined || isService(cell.target)) throw new ConfigError(why!)
    this.#cell = cell
    const target = new Target(this.#clock, cell.target, cell.faults, seed)
    const inTarget = () => target.counters.inFlight
    const experiment = new Experiment(this.#clock, cell, modelCall(target), {
      seed,
      isLeftOut,
      onError: (error) => this.#failed(error),
      targetInFlight: inTarget,
      onEvent: bothOf(this.log.hear, onEvent),
    })
    experiment.begin()
    this.log.watch(this.#clock, wholeSeconds(cell.load), () => ({
      inTarget: inTarget(),
      inFlight: experiment.inFlight,
      breakersOpen: experiment.breakersOpen,
    }))
  }

  /** The first thing that a policy or a target threw or reported up to this time; undefined without any. */
  errorBy(ms: number): string | undefined {
    return this.#error !== undefined && this.#error.atMs <= ms ? this.#error.text : undefined
  }

  /** Runs up to this time; does nothing when it is there already. @throws ConfigError for a livelock. */
  runTo(ms: number): void {
    let isThere = false
    while (!isThere) isThere = stepped(this.#cell, this.#clock, never, ms)
  }

  #failed(error: unknown): void {
    this.#error ??= { atMs: this.#clock.nowMs(), text: String(error) }
  }
}
