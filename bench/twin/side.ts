import { Target } from '../../targets/model.ts'
import { modelCall } from '../../targets/model-call.ts'
import { ConfigError } from '../core/config-error.ts'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../experiment.ts'
import { stepped, whyNotSimulated } from '../run-virtual.ts'
import type { Cell } from '../suite.ts'
import type { IsExtra } from './trigger.ts'

const ENDS: ReadonlySet<string> = new Set(OUTCOME_KINDS)
const NEVER = Number.POSITIVE_INFINITY
const never = () => false

/** One of two runs in virtual time that go on side by side: what became of each request, by its id. */
export class Side {
  /** Planned time of each request, ms; NaN for an id that this side leaves out. */
  readonly plannedMs: number[] = []
  /** When it ended; Infinity while it is open. */
  readonly endedMs: number[] = []
  readonly isOk: boolean[] = []
  /** Requests that have not ended. */
  open = 0
  /** A policy or a target threw something. */
  readonly errors = new Set<string>()
  readonly #clock = new VirtualClock({ onError: (error) => this.errors.add(String(error)) })
  readonly #cell: Cell
  readonly #target: Target
  readonly #experiment: Experiment

  /** @throws ConfigError when the cell cannot be simulated. */
  constructor(cell: Cell, seed: number, isLeftOut?: IsExtra) {
    const { target } = cell
    const why = whyNotSimulated(cell)
    if (why !== undefined || target.model === 'url') throw new ConfigError(why!)
    this.#cell = cell
    this.#target = new Target(this.#clock, target, cell.faults, seed)
    this.#experiment = new Experiment(this.#clock, cell, modelCall(this.#target), {
      seed,
      isLeftOut,
      onError: (error) => this.errors.add(String(error)),
      targetInFlight: () => this.inTarget,
      onEvent: (nowMs, request, event) => this.#hear(nowMs, request, event),
    })
    this.#experiment.begin()
  }

  /** Attempts in the target, waited for or not. */
  get inTarget(): number {
    return this.#target.counters.inFlight
  }

  get breakersOpen(): number {
    return this.#experiment.breakersOpen
  }

  /** Attempts that are waited for. */
  get inFlight(): number {
    return this.#experiment.inFlight
  }

  /** @throws ConfigError for a livelock, naming suite and time. */
  runTo(ms: number): void {
    let isThere = false
    while (!isThere) isThere = stepped(this.#cell, this.#clock, never, ms)
  }

  /** Whether a request succeeded within this time after it was planned. */
  isGood(id: number, withinMs: number): boolean {
    return this.isOk[id] === true && this.endedMs[id]! - this.plannedMs[id]! <= withinMs
  }

  has(id: number): boolean {
    return !Number.isNaN(this.plannedMs[id] ?? Number.NaN)
  }

  #hear(nowMs: number, request: number, event: string): void {
    const isNew = request >= this.plannedMs.length
    if (event === 'start' || (ENDS.has(event) && isNew)) {
      // Ids come in order; those left out are holes.
      while (this.plannedMs.length < request) this.#place(Number.NaN)
      this.#place(nowMs)
      this.open += 1
    }
    if (ENDS.has(event) && this.endedMs[request] === NEVER) {
      this.endedMs[request] = nowMs
      this.isOk[request] = event === 'ok'
      this.open -= 1
    }
  }

  #place(plannedMs: number): void {
    this.plannedMs.push(plannedMs)
    this.endedMs.push(NEVER)
    this.isOk.push(false)
  }
}
