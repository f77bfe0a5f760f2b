import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import type { Clock } from '../../bench/core/clock.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { oneLine } from '../../bench/core/printable.ts'
import { atMost } from '../../bench/core/real-clock.ts'
import type { Service } from '../client.ts'
import { CallClient, type Calls } from './call-client.ts'
import type { CallSpec } from './call-spec.ts'
import type { SetupContext } from './call-target.ts'

/** Longest time that `teardown` may take, ms. */
const TEARDOWN_MAX_MS = 5000
const ERROR_MAX_CHARS = 500

/** A target that is a function of the user, between its `setup` and its `teardown`. */
export class CallService implements Service {
  readonly #spec: CallSpec
  readonly #calls: Calls

  private constructor(spec: CallSpec, state: unknown) {
    this.#spec = spec
    this.#calls = { spec, state, open: 0 }
  }

  /** Calls `setup`. @throws CannotRunError when it fails, takes too long, or is interrupted by the signal. */
  static async start(spec: CallSpec, signal?: AbortSignal, proxy?: SetupContext['proxy']): Promise<CallService> {
    if (spec.setup === undefined) return new CallService(spec, undefined)
    const { setup, setupMaxMs } = spec
    const stop = new AbortController()
    const end = () => stop.abort(new CannotRunError('interrupted while `target.setup` ran'))
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
    try {
      // An async function turns what `setup` throws at once into a rejection.
      const state = (async () => ({ state: await setup({ signal: stop.signal, proxy }) }))()
      const done = await atMost(setupMaxMs, Promise.race([state, rejectionAt(stop.signal)]))
      if (done !== undefined) return new CallService(spec, done.state)
    } catch (error) {
      if (error === stop.signal.reason) throw error
      throw new CannotRunError(`\`target.setup\` failed: ${oneLine(named(error), ERROR_MAX_CHARS)}`)
    } finally {
      signal?.removeEventListener('abort', end)
    }
    stop.abort()
    throw new CannotRunError(`\`target.setup\` did not end within ${setupMaxMs} ms (setupMaxMs)`)
  }

  client(clock: Clock, seed: number, onError: (error: unknown) => void): CallClient {
    return new CallClient(clock, this.#calls, seed, onError)
  }

  /** Calls `teardown`. Returns why it failed: results are kept all the same. */
  async close(maxMs = TEARDOWN_MAX_MS): Promise<readonly string[]> {
    const { teardown } = this.#spec
    if (teardown === undefined) return []
    try {
      const done = await atMost(maxMs, (async () => ({ result: await teardown(this.#calls.state) }))())
      return done === undefined ? [`\`target.teardown\` did not end within ${maxMs} ms`] : []
    } catch (error) {
      return [`\`target.teardown\` failed: ${oneLine(named(error), ERROR_MAX_CHARS)}`]
    }
  }
}

/** Rejects with the reason of a signal when it is given. */
function rejectionAt(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
}

/** Name and message of an error, which a bare message such as "fetch failed" needs. */
function named(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${errorText(error)}` : errorText(error)
}
