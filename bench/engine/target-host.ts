import type { TargetClient } from '../../targets/client.ts'
import { HttpClient } from '../../targets/http/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { OwnTarget } from '../../targets/http/own-target.ts'
import type { Reset } from '../../targets/http/server.ts'
import type { ProxyReset } from '../../targets/proxy/protocol.ts'
import { isService, type ModelSpec, modelSchema, type TargetSpec } from '../../targets/spec.ts'
import type { Cell } from '../cell.ts'
import { newRequest } from '../core/call.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Clock } from '../core/clock.ts'
import { connectionsFor, openFilesMax } from '../core/open-files.ts'
import { warmUpEndMs } from '../core/phase.ts'
import { epochMs, RealClock } from '../core/real-clock.ts'
import { loadRequests, phasesOf } from '../load/load.ts'
import { type Share, WHOLE } from '../load/share.ts'
import { readOnce } from '../metrics/left-in-target.ts'
import type { ProxyCounts, TargetCounters } from '../metrics/result.ts'
import type { Unrest } from '../metrics/unrest.ts'
import { quiet } from './quiet.ts'
import { Services } from './services.ts'
import { warmUpOf, warmUpText } from './warm-up.ts'

/** Answers thrown away before anything is measured. */
export const WARM_UP_REQUESTS = 10_000
const WARM_UP_AT_ONCE = 500
/** A reset between two runs undoes some of the compiled code, so there is one between the parts of a warm-up too. */
const WARM_UP_PARTS = 4
/** A burst of the default suites opens this many connections, which would be most of the work of its first run. */
const WARM_UP_BURST_MAX = 1500
/** Answers some requests at once, lets some wait, rejects some and fails some, so that all this code is compiled. */
const WARM_UP_MODEL = modelSchema.parse({
  model: 'workers',
  slots: 20,
  service: { kind: 'exponential', meanMs: 1 },
  queueMax: 200,
  failureRatio: 0.1,
})
/** Fewer at once warm up too little. */
const WARM_UP_AT_ONCE_MIN = 10

/** A target set up for one run. */
export interface HostedTarget {
  readonly client: TargetClient
  /** Waits for abandoned work to end, then reads what the target counted. */
  finish(): Promise<Finished>
}

/** Counts of a target after a run: its own, null when it has none, and those of the proxy before it. */
export interface Finished {
  readonly target: TargetCounters | null
  readonly proxy?: ProxyCounts | undefined
}

export interface MeetOptions {
  readonly signal?: AbortSignal | undefined
  /** The part of the warm-up that this process sends. The first part sends the probes too. @defaultValue all of it */
  readonly share?: Share | undefined
  /** Called with a line that says what is about to be sent. */
  readonly onLine?: ((line: string) => void) | undefined
}

/** The targets of a session: one thread for all models, connections kept from run to run. */
export class TargetHost {
  #starting: Promise<OwnTarget | Error> | undefined
  #own: { readonly target: OwnTarget; readonly connections: Connections } | undefined
  /** Most connections that were open at once in a warm-up of our own target. */
  #warmedAtOnce = WARM_UP_AT_ONCE
  readonly #services = new Services()

  /** Starts the thread of our own target in the background, if these need it. `prepare` throws its errors. */
  startSoon(cells: readonly Cell[]): void {
    if (cells.some(({ target }) => !isService(target))) void this.#start()
  }

  /** @throws CannotRunError when a target cannot be started, reached or set up, or when it is interrupted meanwhile. */
  async prepare(spec: TargetSpec, signal?: AbortSignal): Promise<void> {
    if (isService(spec)) await this.#services.prepare(spec, signal)
    else this.#own ??= await this.#startOwn()
  }

  /**
   * Measures the user's services at rest, and warms up those that were not met before: with single probes and the load
   * of `warmUpOf`. A model in this process is warm once prepared, except for the connections of a large load.
   */
  async meet(cells: readonly Cell[], { signal, share, onLine }: MeetOptions = {}): Promise<void> {
    await this.#warmUpOwn(cells, signal)
    for (const { target, drainMs } of cells) {
      if (!isService(target)) continue
      const service = this.#services.of(target)
      if (service.isMet) continue
      const warmUp = warmUpOf(cells, target, share)
      onLine?.(warmUpText(target, warmUp))
      const probes = share === undefined || share.index === 0
      await service.meet(warmUp, { probes, maxMs: drainMs, signal })
    }
  }

  /** Starts the thread once. Its error is a value, because nobody may be waiting for it yet. */
  #start(): Promise<OwnTarget | Error> {
    this.#starting ??= OwnTarget.start().catch((error: Error) => error)
    return this.#starting
  }

  async #startOwn() {
    const target = await this.#start()
    if (target instanceof Error) throw new CannotRunError(`the target could not be started: ${target.message}`)
    const connections = Connections.toOwn(target.workUrl)
    for (let part = 0; part < WARM_UP_PARTS; part++) {
      await target.reset({ model: WARM_UP_MODEL, faults: [], seed: 0, originEpochMs: epochMs() })
      await warmUp(target.workUrl, connections, { requests: WARM_UP_REQUESTS / WARM_UP_PARTS, atOnce: warmUpAtOnce(2) })
      await target.counters()
    }
    return { target, connections }
  }

  async #warmUpOwn(cells: readonly Cell[], signal: AbortSignal | undefined): Promise<void> {
    const loads = cells.flatMap(({ target, load }) => (isService(target) ? [] : [loadRequests(load)]))
    const burst = Math.min(WARM_UP_BURST_MAX, Math.max(0, ...loads))
    if (this.#own === undefined || burst <= this.#warmedAtOnce) return
    const { target, connections } = this.#own
    const atOnce = warmUpAtOnce(2, 1, burst)
    await warmUp(target.workUrl, connections, { requests: 2 * atOnce, atOnce, signal })
    this.#warmedAtOnce = burst
  }

  /** Waits until the target of a cell is at rest. Returns how it answered when it is not; undefined when it is. */
  async rest({ target, drainMs }: Cell, signal?: AbortSignal, { index }: Share = WHOLE): Promise<Unrest | undefined> {
    // A model in this process is emptied when a run begins. Workers that probe at once would disturb each other.
    if (!isService(target) || index > 0) return undefined
    return this.#services.of(target).rest(drainMs, signal)
  }

  async begin(
    cell: Cell,
    seed: number,
    clock: Clock,
    originEpochMs: number,
    onError: (error: unknown) => void,
  ): Promise<HostedTarget> {
    const spec = cell.target
    if (isService(spec)) {
      const service = this.#services.of(spec)
      await service.begin(disturbanceOf(cell, seed, originEpochMs))
      const client = service.client(clock, seed, onError)
      const finish = async () => {
        await client.close()
        return { target: null, proxy: await service.finish() }
      }
      return { client, finish }
    }
    const { target, connections } = this.#own!
    await target.reset(resetOf(cell, spec, seed, originEpochMs))
    const client = new HttpClient(clock, connections, { url: target.workUrl, onError })
    return { client, finish: () => finishOwn(target, client) }
  }

  /** Address for clients in other processes of the target that was prepared; null for a service of the user. */
  async address(cell: Cell): Promise<{ origin: string; identity: string } | null> {
    if (isService(cell.target)) return null
    const { target } = this.#own!
    return { origin: target.origin, identity: await target.identity() }
  }

  /** Like `begin`, for clients in other processes. The function returned reads the counters of the target. */
  async serve(cell: Cell, seed: number, originEpochMs: number): Promise<() => Promise<TargetCounters | null>> {
    if (isService(cell.target)) return async () => null
    const { target, connections } = this.#own!
    // Connections left by the warm-up would take descriptors from the clients.
    await connections.close()
    await target.reset(resetOf(cell, cell.target, seed, originEpochMs))
    return () => quietCounters(target, () => false)
  }

  /** Ends all targets. Returns what went wrong, as sentences for the user. */
  async close(): Promise<readonly string[]> {
    await this.#own?.connections.close()
    const target = await this.#starting
    if (target instanceof OwnTarget) await target.stop()
    this.#starting = undefined
    this.#own = undefined
    // Last, since it looks for handles that are left open.
    return this.#services.close()
  }
}

function resetOf(cell: Cell, model: ModelSpec, seed: number, originEpochMs: number): Reset {
  return { model, ...disturbanceOf(cell, seed, originEpochMs) }
}

/** Settings of a run for its target, or for the proxy before it. */
function disturbanceOf({ load, faults }: Cell, seed: number, originEpochMs: number): ProxyReset {
  return { faults, seed, originEpochMs, warmUpEndMs: warmUpEndMs(phasesOf(load, faults)) }
}

/** Connections of a warm-up that leave room for those of all clients. `ends`: ends of a connection in this process. */
export function warmUpAtOnce(ends: 1 | 2, clients = 1, most = WARM_UP_AT_ONCE): number {
  const room = Math.floor(connectionsFor(openFilesMax(), ends) / clients)
  return Math.max(WARM_UP_AT_ONCE_MIN, Math.min(most, room))
}

/** Options of the warm-up of a target in this process. */
export interface OwnWarmUp {
  readonly requests: number
  readonly atOnce: number
  readonly signal?: AbortSignal | undefined
}

/** Compiles the code of client and target and opens the connections. Ends early at the signal. */
export async function warmUp(
  url: string,
  connections: Connections,
  { requests, atOnce, signal }: OwnWarmUp,
): Promise<void> {
  const clock = new RealClock()
  const client = new HttpClient(clock, connections, {
    url,
    onError: (error) => {
      throw error
    },
  })
  let left = requests
  const user = async () => {
    while (left > 0 && !signal?.aborted) {
      left -= 1
      const request = { ...newRequest(left, 0), deadlineMs: clock.nowMs() + 1000, trail: { attempts: 1 } }
      await new Promise((resolve) => client.call(request, resolve))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, user))
  clock.stop()
}

async function finishOwn(target: OwnTarget, client: HttpClient): Promise<Finished> {
  const counters = await quietCounters(target, () => client.onWire > 0)
  await client.close()
  return { target: counters }
}

/** Waits until no work is left, for a limited time, then reads the counters. */
async function quietCounters(target: OwnTarget, isBusy: () => boolean): Promise<TargetCounters> {
  let read = await target.counters()
  await quiet(async () => {
    read = await target.counters()
    return read.inFlight > 0 || isBusy()
  })
  return readOnce(read)
}
