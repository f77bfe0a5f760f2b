import type { Check } from './check.ts'

/** A published scenario (R) or a closed form (C), and the checks that measure it. */
export interface Scenario {
  readonly id: string
  readonly title: string
  /** Loads the scenario, and makes its checks. */
  readonly check: () => Promise<Iterable<Check>>
}

/** All scenarios and closed forms that `verify` reproduces, in the order of its table. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'R1',
    title: 'database behind a network outage',
    check: async () => (await import('./r1-database-outage.ts')).databaseOutage(),
  },
  { id: 'R3', title: 'simple collapse', check: async () => (await import('./r3-simple-collapse.ts')).simpleCollapse() },
  { id: 'R5', title: 'collapse after a pause', check: async () => (await import('./r5-gc-pause.ts')).gcPause() },
  {
    id: 'R10',
    title: 'token bucket and retry breaker by number of clients',
    check: async () => (await import('./r10-retry-limits.ts')).retryLimits(),
  },
  { id: 'R13', title: 'retries of a chain', check: async () => (await import('./r13-retry-chain.ts')).retryChain() },
  { id: 'C1', title: 'hidden capacity', check: async () => (await import('./c1-hidden-capacity.ts')).hiddenCapacity() },
  {
    id: 'C2',
    title: 'independent failures',
    check: async () => (await import('./c2-independent-failures.ts')).independentFailures(),
  },
  { id: 'C3', title: 'power of a chain', check: async () => (await import('./r13-retry-chain.ts')).chainPower() },
  { id: 'C4', title: "Little's law", check: async () => (await import('./c4-little.ts')).littlesLaw() },
  { id: 'C4', title: 'waiting times', check: async () => (await import('./c4-waiting-time.ts')).waitingTimes() },
  { id: 'C5', title: 'full jitter', check: async () => (await import('./c5-full-jitter.ts')).fullJitterMean() },
  { id: 'C6', title: 'linear server', check: async () => (await import('./c6-linear-server.ts')).linearServer() },
]
