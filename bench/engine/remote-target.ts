import type { Service, TargetClient } from '../../targets/client.ts'
import type { ProxyReset } from '../../targets/proxy/protocol.ts'
import { newRequest } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import { type Outcome, TIMEOUT, UNFINISHED } from '../core/outcome.ts'
import { pause, RealClock } from '../core/real-clock.ts'
import { drive } from '../load/driver.ts'
import { steady } from '../load/plan.ts'
import { ARRIVALS_MAX } from '../load/trace.ts'
import { WORKERS_MAX } from '../load/workers-max.ts'
import type { ProxyCounts } from '../metrics/result.ts'
import type { Unrest } from '../metrics/unrest.ts'
import { addedMaxMs, PAIRS, type Pair } from './added-time.ts'
import { answerMaxMs, isAtRest, type Level, levelOf, type Probe, quicker, restMaxMs, showLevel } from './at-rest.ts'
import { quiet } from './quiet.ts'
import type { WarmUp } from './warm-up.ts'

/** Seed of the parameters of probes and warm-ups. */
const SEED = 0
/** Probes have ids beyond those of runs and warm-ups, each its own: a service may take the same order only once. */
const PROBES_FIRST_ID = (1 + WORKERS_MAX) * ARRIVALS_MAX

/** Pause between two probes of a service that is not at rest, ms. */
const PAUSE_MS = 50

/** Longest time for the probes that show what a proxy adds, ms. */
const ADDED_MAX_MS = 3000

interface ProbeOptions {
  readonly maxMs: number
  readonly signal: AbortSignal | undefined
}

/** A user's own service with one kind of request, and its level at rest. */
export class RemoteTarget {
  readonly #service: Service
  #isMet = false
  #level: Level | undefined
  #addedMaxMs: number | null = null
  #nextId = PROBES_FIRST_ID

  constructor(service: Service) {
    this.#service = service
  }

  client(clock: Clock, seed: number, onError: (error: unknown) => void): TargetClient {
    return this.#service.client(clock, seed, onError)
  }

  /** Whether `meet` was called. */
  get isMet(): boolean {
    return this.#isMet
  }

  /** Measures the level of the service at rest, and warms it up. A service that does not answer is left alone. */
  async meet(warmUp: WarmUp, options: ProbeOptions & { readonly probes: boolean }): Promise<void> {
    this.#isMet = true
    const levelNow = async () => levelOf(await this.#probe(showLevel, options))
    const cold = options.probes ? await levelNow() : undefined
    if (options.probes && cold === undefined) return
    if (warmUp.requests > 0) await this.#warmUp(warmUp, options.signal)
    if (cold === undefined) return
    this.#level = quicker(cold, warmUp.requests > 0 ? await levelNow() : undefined)
    if (this.#service.past !== undefined)
      this.#addedMaxMs = await this.#measureAdded(this.#service.past, options.signal)
  }

  /** Sets the faults of a run at the proxy before the service, if there is one. */
  async begin(run: ProxyReset): Promise<void> {
    await this.#service.proxy?.reset(run)
  }

  /** Ends the faults of a run. Returns what the proxy counted; undefined without a proxy. */
  async finish(): Promise<ProxyCounts | undefined> {
    const counts = await this.#service.proxy?.finish()
    return counts && { ...counts, addedMaxMs: this.#addedMaxMs }
  }

  /**
   * Waits until the service answers at its level again, for a limited time that depends on `drainMs`. Undefined when it
   * does, when its level is not known, or when the signal is aborted meanwhile.
   */
  async rest(drainMs: number, signal: AbortSignal | undefined): Promise<Unrest | undefined> {
    const level = this.#level
    if (level === undefined) return undefined
    const maxMs = restMaxMs(drainMs, level)
    const probes = await this.#probe((sent) => isAtRest(sent, level), { maxMs, signal })
    if (signal?.aborted || isAtRest(probes, level)) return undefined
    // The last probe may have been cut short by the end of the time.
    const { ms, outcome } = probes.findLast((probe) => probe.outcome.kind !== 'timeout') ?? probes.at(-1)!
    const error = outcome.kind === 'failed' ? outcome.reason : outcome.kind === 'timeout' ? 'no answer' : null
    return { waitedMs: maxMs, probes: probes.length, answerMs: ms, error, answerMaxMs: answerMaxMs(level) }
  }

  close(): Promise<readonly string[]> {
    return this.#service.close()
  }

  /** Measures the most time that the proxy adds to an answer, ms; null when it cannot be seen. */
  async #measureAdded(past: Service, signal: AbortSignal | undefined): Promise<number | null> {
    const clock = new RealClock()
    const clients = [this.client(clock, SEED, ignore), past.client(clock, SEED, ignore)] as const
    const send = (client: TargetClient) =>
      probeOnce(clock, client, this.#nextId++, { maxMs: ADDED_MAX_MS - clock.nowMs(), signal })
    const pairs: Pair[] = []
    while (pairs.length < PAIRS && clock.nowMs() < ADDED_MAX_MS && !signal?.aborted) {
      pairs.push({ through: await send(clients[0]), past: await send(clients[1]) })
    }
    clock.stop()
    await Promise.all(clients.map((client) => client.close()))
    return addedMaxMs(pairs)
  }

  /** Sends one request after the other until there are enough, or the time is over. */
  async #probe(areEnough: (probes: readonly Probe[]) => boolean, { maxMs, signal }: ProbeOptions): Promise<Probe[]> {
    const clock = new RealClock()
    const client = this.client(clock, SEED, ignore)
    const probes: Probe[] = []
    while (!areEnough(probes) && clock.nowMs() < maxMs && !signal?.aborted) {
      const probe = await probeOnce(clock, client, this.#nextId, { maxMs: maxMs - clock.nowMs(), signal })
      this.#nextId += 1
      probes.push(probe)
      if (probe.outcome.kind !== 'ok') await pause(PAUSE_MS)
    }
    clock.stop()
    await client.close()
    return probes
  }

  async #warmUp(warmUp: WarmUp, signal: AbortSignal | undefined): Promise<void> {
    const clock = new RealClock()
    const client = this.client(clock, SEED, ignore)
    await sendAll(clock, client, warmUp, signal)
    await quiet(() => client.onWire > 0)
    clock.stop()
    await client.close()
  }
}

function probeOnce(clock: Clock, client: TargetClient, id: number, { maxMs, signal }: ProbeOptions): Promise<Probe> {
  const startedMs = clock.nowMs()
  return new Promise((resolve) => {
    // A call that cannot be made settles before it returns.
    let stop = () => {}
    const end = (outcome: Outcome) => {
      cancel()
      signal?.removeEventListener('abort', abort)
      // A call of the user learns that nobody waits any more.
      stop()
      const isAnswer = outcome.kind === 'ok' || (outcome.kind === 'failed' && client.isAnswer(outcome.reason))
      resolve({ ms: clock.nowMs() - startedMs, outcome, isAnswer })
    }
    const abort = () => end(UNFINISHED)
    const cancel = clock.at(startedMs + maxMs, () => end(TIMEOUT))
    signal?.addEventListener('abort', abort)
    stop = client.call(request(id, startedMs), end)
  })
}

/** Settles when all requests have been sent, without waiting for the last answers. */
function sendAll(clock: Clock, client: TargetClient, warmUp: WarmUp, signal: AbortSignal | undefined): Promise<void> {
  const { requests, durationMs, atOnceMax, firstId } = warmUp
  const plan = steady({ ratePerSecond: (requests * 1000) / durationMs, durationMs })
  return new Promise((resolve) => {
    const send = (id: number, intendedMs: number) => {
      if (client.onWire < atOnceMax) client.call(request(firstId + id, intendedMs), () => undefined)
    }
    const stop = drive(
      clock,
      plan,
      { start: send, dropLate: () => undefined, done: resolve },
      { dispatchLateMaxMs: 100 },
    )
    signal?.addEventListener('abort', () => {
      stop()
      resolve()
    })
  })
}

const request = (id: number, intendedMs: number) => ({ ...newRequest(id, intendedMs), trail: { attempts: 1 } })

/** An error of a function of the user fails its request, and a run reports it. */
function ignore(): void {}
