import type { Call } from '../bench/core/call.ts'
import type { Clock } from '../bench/core/clock.ts'
import type { AnswerCounts } from '../bench/metrics/result.ts'
import type { FaultProxy } from './proxy/fault-proxy.ts'

/** A client of a target for one run, with what it counts of its attempts. */
export interface TargetClient {
  readonly call: Call
  /** Attempts that have not ended, waited for or not. */
  readonly onWire: number
  /** Attempts that failed without an answer: the target may not have seen them. */
  readonly unsure: number
  /** Attempts that could not be sent for want of something here. They show the generator's limit, not the target's. */
  readonly notSent: number
  /** Attempts that the program's own target finished before they expired, but after their caller had given up. */
  readonly abandonedEarly: number
  /** Answers to the attempts so far; undefined when the target counts them itself. */
  readonly answers: AnswerCounts | undefined
  /** Whether a failed attempt was answered by the service, by the reason of its outcome. */
  isAnswer(reason: string): boolean
  /** Ends the client with its run. Attempts that are still open fail. */
  close(): Promise<void>
}

/** A service that this program does not host, with one kind of request to it. */
export interface Service {
  /** The fault proxy before it, and the same service without that proxy. @defaultValue none */
  readonly proxy?: FaultProxy
  readonly past?: Service
  /**
   * Creates a client for one run, for probes or for a warm-up. Parameters of requests are drawn by `seed`. `onError`
   * receives the errors of whoever settles, and of functions of the user.
   */
  client(clock: Clock, seed: number, onError: (error: unknown) => void): TargetClient
  /** Ends what the clients shared, at the end of the session. Returns what went wrong; no result is lost by it. */
  close(): Promise<readonly string[]>
}
