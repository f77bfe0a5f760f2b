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
    this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + 1)
  }

  /** All counts up to now. */
  read(loopDelayP99Ms: number): Counted {
    const { connections, requests, passed, answered, resent, notPassed, bytesToService, bytesFromService } = this
    const kinds = [...this.#injected].sort(([a], [b]) => (a < b ? -1 : 1))
    const injected = Object.fromEntries(kinds)
    const passing = { connections, requests, passed, answered, resent, notPassed }
    return { ...passing, injected, bytesToService, bytesFromService, loopDelayP99Ms }
  }
}
