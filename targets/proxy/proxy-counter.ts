import { byName, increment } from '../tally.ts'
import type { Counted } from './protocol.ts'

/** Counts of what passes through a proxy in one run. */
export class ProxyCounter {
  connections = 0
  requests = 0
  passed = 0
  answered = 0
  resent = 0
  notPassed = 0
  bytesToService = 0
  bytesFromService = 0
  readonly #injected = new Map<string, number>()

  /** Counts an injected failure by its kind. */
  inject(kind: string): void {
    increment(this.#injected, kind)
  }

  /** All counts up to now. */
  read(loopDelayP99Ms: number): Counted {
    const { connections, requests, passed, answered, resent, notPassed, bytesToService, bytesFromService } = this
    const passing = { connections, requests, passed, answered, resent, notPassed }
    return { ...passing, injected: byName(this.#injected), bytesToService, bytesFromService, loopDelayP99Ms }
  }
}
