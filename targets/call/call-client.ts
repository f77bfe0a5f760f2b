import type { Call, Request } from '../../bench/core/call.ts'
import type { Clock } from '../../bench/core/clock.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import { breathe, pause } from '../../bench/core/real-clock.ts'
import { isThenable } from '../../bench/core/thenable.ts'
import type { AnswerCounts } from '../../bench/metrics/result.ts'
import type { TargetClient } from '../client.ts'
import { parametersOf, type RequestParameters } from '../parameters.ts'
import { byName, increment } from '../tally.ts'
import { reasonOfCall } from './call-reason.ts'
import type { CallSpec } from './call-spec.ts'
import type { CallContext, CallRequest } from './call-target.ts'

/** Longest wait for calls that are open at the end of a run, ms. */
const SETTLE_MAX_MS = 2000
const LOOK_MS = 20
/** Reasons that are kept apart. A client whose errors all have other names must not fill memory and tables. */
const REASONS_MAX = 20

/** The calls of a session: the function with its state, and the number of calls that have not settled. */
export interface Calls {
  readonly spec: Pick<CallSpec, 'call' | 'callsMax' | 'parameters'>
  readonly state: unknown
  /** Counts those of earlier runs too: each still holds what it holds. */
  open: number
}

/** Reasons that are no error of the function. */
const REASONS = {
  full: 'generator: callsMax reached',
  noParameters: 'generator: request not made',
  noPromise: 'no promise returned',
  givenUp: 'given up',
  neverSettled: 'never settled',
} as const
const OWN_REASONS: ReadonlySet<string> = new Set(Object.values(REASONS))
const NO_PARAMETERS: RequestParameters = Object.freeze({})
const OK: Outcome = { kind: 'ok', busyMs: Number.NaN }
/** One for all calls: an error with a stack costs more than a call. */
const STOPPED_WAITING = new DOMException('The caller stopped waiting', 'AbortError')

/**
 * Makes attempts by calling a function of the user. A caller that stops waiting aborts the signal of its call. The call
 * counts as open until it settles.
 */
export class CallClient implements TargetClient {
  readonly #clock: Clock
  readonly #calls: Calls
  readonly #seed: number
  readonly #parametersOf: ((id: number) => RequestParameters) | undefined
  readonly #onError: (error: unknown) => void
  readonly #open = new Set<OpenCall>()
  readonly #unanswered = new Map<string, number>()
  #ok = 0
  #unsure = 0
  #notSent = 0
  #blockedMsMax = 0
  #isClosed = false

  /** `seed`: that of the repeat, by which parameters are drawn. */
  constructor(clock: Clock, calls: Calls, seed: number, onError: (error: unknown) => void) {
    const { parameters } = calls.spec
    this.#clock = clock
    this.#calls = calls
    this.#seed = seed
    this.#parametersOf = parameters && parametersOf(parameters, seed)
    this.#onError = onError
  }

  get onWire(): number {
    return this.#open.size
  }

  get unsure(): number {
    return this.#unsure
  }

  get notSent(): number {
    return this.#notSent
  }

  readonly abandonedEarly = 0

  get answers(): AnswerCounts {
    return {
      statuses: {},
      unanswered: byName(this.#unanswered),
      resent: 0,
      calls: { ok: this.#ok, blockedMsMax: this.#blockedMsMax },
    }
  }

  readonly call: Call = (request, settle) => {
    const nowMs = this.#clock.nowMs()
    const message = this.#messageOf(request, nowMs)
    if (typeof message === 'string') {
      this.#notSent += 1
      settle(failed(this.#counted(message)))
      return () => undefined
    }
    const call = new OpenCall(this.#calls.state, settle)
    this.#calls.open += 1
    this.#open.add(call)
    this.#begin(call, message)
    this.#blockedMsMax = Math.max(this.#blockedMsMax, this.#clock.nowMs() - nowMs)
    return () => call.abandon()
  }

  /** An error of the function may be the answer of the service, or the lack of one. */
  isAnswer(reason: string): boolean {
    return !OWN_REASONS.has(reason)
  }

  /** Gives up the calls that are open, and waits for them for a limited time. Those that go on are counted. */
  async close(maxMs = SETTLE_MAX_MS): Promise<void> {
    for (const call of this.#open) call.abandon()
    for (let waitedMs = 0; this.#open.size > 0 && waitedMs < maxMs; waitedMs += LOOK_MS) await pause(LOOK_MS)
    this.#isClosed = true
    for (const _ of this.#open) this.#counted(REASONS.neverSettled)
    this.#open.clear()
  }

  /** Returns what the function gets, or why it cannot be called. */
  #messageOf({ id, trail, deadlineMs }: Request, nowMs: number): CallRequest | string {
    if (this.#calls.open >= this.#calls.spec.callsMax) return REASONS.full
    try {
      const parameters = this.#parametersOf?.(id) ?? NO_PARAMETERS
      return { id, seed: this.#seed, attempt: trail.attempts, timeLeftMs: deadlineMs - nowMs, parameters }
    } catch (error) {
      this.#onError(error)
      return REASONS.noParameters
    }
  }

  #begin(call: OpenCall, message: CallRequest): void {
    try {
      const promise: unknown = this.#calls.spec.call(message, call.context)
      if (!(promise instanceof Promise || isThenable(promise))) this.#failed(call, REASONS.noPromise)
      else {
        // Foreign promises may settle twice, or at once.
        Promise.resolve(promise).then(
          () => this.#succeeded(call),
          (error: unknown) =>
            this.#failed(call, Context.isSignalled(call.context) ? REASONS.givenUp : reasonOfCall(error)),
        )
      }
    } catch (error) {
      this.#failed(call, reasonOfCall(error))
    }
  }

  #succeeded(call: OpenCall): void {
    this.#calls.open -= 1
    call.isOver = true
    if (this.#isClosed) return
    this.#open.delete(call)
    this.#ok += 1
    this.#settle(call, OK)
  }

  /**
   * Ends a call that failed. The event loop gets a turn first: attempts that fail at once and are retried at once would
   * block it.
   */
  #failed(call: OpenCall, reason: string): void {
    this.#calls.open -= 1
    call.isOver = true
    void breathe().then(() => {
      if (this.#isClosed) return
      this.#open.delete(call)
      this.#settle(call, failed(this.#counted(reason)))
    })
  }

  #settle(call: OpenCall, outcome: Outcome): void {
    try {
      call.settle?.(outcome)
    } catch (error) {
      this.#onError(error)
    }
  }

  /** Counts an attempt without an answer. Returns the reason under which it counts. */
  #counted(reason: string): string {
    const counts = this.#unanswered
    const isKept = counts.size < REASONS_MAX || counts.has(reason) || OWN_REASONS.has(reason)
    const kept = isKept ? reason : 'other errors'
    this.#unsure += 1
    increment(counts, kept)
    return kept
  }
}

/** A call that has not settled. `settle` is removed when its caller stops waiting. */
class OpenCall {
  readonly context: Context
  settle: ((outcome: Outcome) => void) | undefined
  /** Whether the function is done. Its signal is not given any more then. */
  isOver = false

  constructor(state: unknown, settle: (outcome: Outcome) => void) {
    this.context = new Context(state)
    this.settle = settle
  }

  abandon(): void {
    this.settle = undefined
    if (!this.isOver) Context.abort(this.context)
  }
}

/** The context that the function gets. Its signal is made when it is asked for, since one costs more than a call. */
class Context implements CallContext {
  readonly state: unknown
  #controller: AbortController | undefined
  #isAborted = false

  constructor(state: unknown) {
    this.state = state
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#isAborted) this.#controller.abort(STOPPED_WAITING)
    }
    return this.#controller.signal
  }

  static abort(context: Context): void {
    context.#isAborted = true
    context.#controller?.abort(STOPPED_WAITING)
  }

  /** Whether the function has a signal that was aborted. */
  static isSignalled(context: Context): boolean {
    return context.#controller?.signal.aborted === true
  }
}
