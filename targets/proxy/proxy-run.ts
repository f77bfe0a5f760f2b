import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Outcome } from '../../bench/core/outcome.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import { ANSWER_MAX_MS } from '../http/connection.ts'
import type { Connections } from '../http/connections.ts'
import { ATTEMPT_HEADER, LET_GO_MS, readAttempt } from '../http/protocol.ts'
import { behindFaults } from '../model/behind-faults.ts'
import { Counters } from '../model/counters.ts'
import type { Model } from '../model/model.ts'
import { bodyOf, hasBody, messageOf } from './arrival.ts'
import type { ProxyAttempt } from './attempt.ts'
import { NearAnswer } from './near-answer.ts'
import { injected, type ProxyReset } from './protocol.ts'
import { ProxiedService } from './proxied-service.ts'
import { ProxyCounter } from './proxy-counter.ts'

/** Requests that have not been passed on, and the bytes of their bodies. */
const HELD_MAX = 100_000
const HELD_MAX_BYTES = 256 * 1024 * 1024
const BODY_MAX_BYTES = 16 * 1024 * 1024
const TOO_MUCH = 'generator: no memory for connections'
/** Before the client itself gives up an exchange, so that it learns why there is no answer, ms. */
const UNANSWERED_MAX_MS = ANSWER_MAX_MS - 1000

/** Statuses of the answers to attempts that faults fail, with the kinds of failure that the client reports. */
const FAILED: Readonly<Record<string, readonly [status: number, kind: string]>> = {
  outage: [502, 'refused'],
  reset: [502, 'reset'],
  full: [503, 'full'],
}

/** A proxy between one reset and the next: its clock, its faults, and the requests in it. */
export class ProxyRun {
  readonly counter = new ProxyCounter()
  readonly clock: RealClock
  readonly #service: ProxiedService
  readonly #front: Model<ProxyAttempt>
  /** Open answers to clients. */
  readonly #nears = new Set<NearAnswer>()
  /** Attempts that have not been passed on, with the bytes of their bodies. */
  readonly #held = new Map<ProxyAttempt, number>()
  #heldBytes = 0
  #isOver = false

  constructor(connections: Connections, { faults, seed, originEpochMs }: ProxyReset) {
    this.clock = new RealClock({ originEpochMs })
    const setting = { clock: this.clock, faults, seed, counters: new Counters() }
    this.#service = new ProxiedService(connections, setting, this.counter)
    const service: Model<ProxyAttempt> = {
      arrive: (attempt) => {
        this.#leave(attempt)
        this.#service.arrive(attempt)
      },
    }
    this.#front = behindFaults(service, setting, (attempt) => this.#lose(attempt))
  }

  /** Takes a request. Its answer is that of the service, or a failure of this run. */
  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { counter, clock } = this
    counter.requests += 1
    const near = new NearAnswer(response)
    this.#nears.add(near)
    near.onClose(() => this.#nears.delete(near))
    const body = hasBody(request) ? await bodyOf(request, BODY_MAX_BYTES) : null
    if (this.#isOver) near.cut()
    if (near.isGone || this.#isOver || body === 'gone') return
    if (body === 'long' || !this.#hasRoomFor(body?.length ?? 0)) {
      counter.notPassed += 1
      near.fail(503, TOO_MUCH, true)
      return
    }
    const header = request.headers[ATTEMPT_HEADER]
    const numbered = readAttempt(header, clock.nowMs())
    this.#enter({
      ...(numbered ?? { request: counter.requests, attempt: 1, expiresMs: Number.POSITIVE_INFINITY }),
      message: messageOf(request, body),
      header: typeof header === 'string' ? header : '',
      near,
      state: 'held',
    })
  }

  /** Ends the run: the requests in it are dropped with their connections. */
  end(): void {
    this.#isOver = true
    this.clock.stop()
    this.#service.dropAll()
    for (const near of this.#nears) near.cut()
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#held.size < HELD_MAX && this.#heldBytes + bytes <= HELD_MAX_BYTES
  }

  #enter(attempt: ProxyAttempt): void {
    const { near, message, expiresMs } = attempt
    const bytes = message.body?.length ?? 0
    this.#held.set(attempt, bytes)
    this.#heldBytes += bytes
    // A client whose caller has given up gets its connection back. What is held still goes on to the service.
    const letGoMs = Math.min(expiresMs + LET_GO_MS, this.clock.nowMs() + UNANSWERED_MAX_MS)
    const cancel = this.clock.at(letGoMs, () => this.#letGo(attempt))
    near.onClose(() => {
      cancel()
      if (near.isGone) this.#service.drop(attempt)
    })
    this.#front.arrive(attempt, (outcome) => this.#fail(attempt, outcome))
  }

  #leave(attempt: ProxyAttempt): void {
    this.#heldBytes -= this.#held.get(attempt) ?? 0
    this.#held.delete(attempt)
  }

  #lose(attempt: ProxyAttempt): void {
    this.#leave(attempt)
    attempt.state = 'lost'
    this.counter.inject('lost')
  }

  #fail(attempt: ProxyAttempt, outcome: Outcome): void {
    this.#leave(attempt)
    if (outcome.kind !== 'failed') return
    const [status, kind] = FAILED[outcome.reason]!
    this.counter.inject(kind)
    attempt.near.fail(status, injected(kind), kind === 'reset')
  }

  #letGo({ near, state }: ProxyAttempt): void {
    if (state === 'passed') return
    if (state === 'held') this.counter.inject('held')
    near.fail(504, injected(state))
  }
}
