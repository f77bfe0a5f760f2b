import { HttpClient } from '../../targets/http/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { identityOf } from '../../targets/http/own-target.ts'
import { WARM_UP_PATH, WORK_PATH } from '../../targets/http/protocol.ts'
import type { Cell } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Clock } from '../core/clock.ts'
import { quiet } from '../engine/quiet.ts'
import { type HostedTarget, type OwnWarmUp, WARM_UP_REQUESTS, warmUp, warmUpAtOnce } from '../engine/target-host.ts'

/** By then the code of a client is compiled. */
const WARM_UP_MIN = 2000
/** A target that answers is warm long before. */
const WARM_UP_MAX_MS = 30_000
const IDENTITY_MAX_MS = 10_000

/** A target of this program that another process hosts and restarts for each run. */
export class GuestTarget {
  readonly #origin: string
  readonly #connections: Connections

  private constructor(origin: string) {
    this.#origin = origin
    this.#connections = Connections.toOwn(origin)
  }

  /**
   * `clients`: number of processes that warm it up together. @throws CannotRunError when another target or none answers
   * there in time, or at the signal.
   */
  static async reach(
    { origin, identity }: { origin: string; identity: string },
    clients: number,
    signal: AbortSignal,
  ): Promise<GuestTarget> {
    const found = await identityOf(origin, within(IDENTITY_MAX_MS, signal)).catch((error: Error) => error.message)
    if (found !== identity) {
      throw new CannotRunError(
        `the target of this suite is a model that \`run\` hosts at ${origin}, which is not reached from here; for a worker on another host the suite must name its own target: { url }`,
      )
    }
    const target = new GuestTarget(origin)
    await target.#warmUp({
      requests: Math.max(WARM_UP_MIN, WARM_UP_REQUESTS / clients),
      // The process of the target, which has the other ends of all of them, has as much room as this one.
      atOnce: warmUpAtOnce(1, clients),
      signal: within(WARM_UP_MAX_MS, signal),
    })
    return target
  }

  get origin(): string {
    return this.#origin
  }

  async begin(
    _cell: Cell,
    _seed: number,
    clock: Clock,
    _originEpochMs: number,
    onError: (error: unknown) => void,
  ): Promise<HostedTarget> {
    const client = new HttpClient(clock, this.#connections, { url: this.#origin + WORK_PATH, onError })
    const finish = async () => {
      await quiet(() => client.onWire > 0)
      await client.close()
      return { target: null }
    }
    return { client, finish }
  }

  async close(): Promise<void> {
    await this.#connections.close()
  }

  async #warmUp(options: OwnWarmUp & { readonly signal: AbortSignal }): Promise<void> {
    const { signal } = options
    // Requests that wait end with their connection.
    const stop = () => void this.close()
    signal.addEventListener('abort', stop)
    await warmUp(this.#origin + WARM_UP_PATH, this.#connections, options)
    signal.removeEventListener('abort', stop)
    if (signal.aborted) throw new CannotRunError(`the target at ${this.#origin} did not answer in time`)
  }
}

function within(ms: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)])
}
