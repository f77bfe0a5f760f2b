import type { ParametersInput, RequestParameters } from '../parameters.ts'

/** An attempt, as the `call` of a target gets it. */
export interface CallRequest {
  /**
   * Place of the request in the plan, from 0. All its attempts have it, in every arm. Requests before a run have larger
   * ids, each its own.
   */
  readonly id: number
  /** Seed of the repeat; with `id` it names a request of a session. 0 before a run. */
  readonly seed: number
  /** 1 for the first attempt of the request. */
  readonly attempt: number
  /** Time until the caller stops waiting, ms, for a client with its own timeout; Infinity when it waits on. */
  readonly timeLeftMs: number
  /** The values that `parameters` of the target has for this request; empty without them. */
  readonly parameters: RequestParameters
}

/** Surroundings of a call. */
export interface CallContext<State = unknown> {
  /** Aborted when the caller stops waiting: at a timeout or deadline, after a hedge has won, at the end of a run. */
  readonly signal: AbortSignal
  /** The value that `setup` returned. */
  readonly state: State
}

/** Surroundings of a `setup`. */
export interface SetupContext {
  /** Aborted at Ctrl-C, and when `setup` takes longer than `setupMaxMs`. */
  readonly signal: AbortSignal
  /** Address to use instead of the service's own, when faults act on the way to it. */
  readonly proxy?: { readonly host: string; readonly port: number } | undefined
}

/** A method, since a target with any state must be a target: the state of a function could only be a wider one. */
type Teardown<State> = { of(state: State): unknown }['of']

/**
 * A target that is a function of the user, for a client of any kind. With `setup` before `call` the compiler knows the
 * type of `state`.
 */
export interface CallTarget<State = unknown> {
  readonly model?: 'call'
  /** Called once in each process that makes load, before the first call. Its result is the `state` of all calls. */
  readonly setup?: ((context: SetupContext) => State | Promise<State>) | undefined
  /** Makes one attempt. It ends well when its promise resolves, and fails when it rejects. */
  call(request: CallRequest, context: CallContext<State>): PromiseLike<unknown>
  /** Values that differ from request to request: a CSV file, rows, or a function. */
  readonly parameters?: ParametersInput | undefined
  /** Called at the end in each process, also after an error or Ctrl-C. It has 5 s. */
  readonly teardown?: Teardown<State> | undefined
  /**
   * Address of the service, `tcp://host:port`, for a suite with faults. A proxy that makes them stands before it, and
   * `setup` gets its address as `proxy`.
   */
  readonly through?: string | undefined
  /** Most calls open at once in a process. A further attempt makes the run invalid. @defaultValue 8000 */
  readonly callsMax?: number
  /** Longest time that `setup` may take, ms. @defaultValue 30,000 */
  readonly setupMaxMs?: number
  /** Length of the load made before the first run, ms; 0 for none. @defaultValue 2000 */
  readonly warmUpMs?: number
}
