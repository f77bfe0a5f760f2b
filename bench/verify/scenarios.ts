import { hiddenCapacity } from './c1-hidden-capacity.ts'
import { independentFailures } from './c2-independent-failures.ts'
import { littlesLaw } from './c4-little.ts'
import { waitingTimes } from './c4-waiting-time.ts'
import { fullJitterMean } from './c5-full-jitter.ts'
import { linearServer } from './c6-linear-server.ts'
import type { Check } from './check.ts'
import { databaseOutage } from './r1-database-outage.ts'
import { simpleCollapse } from './r3-simple-collapse.ts'
import { gcPause } from './r5-gc-pause.ts'
import { retryLimits } from './r10-retry-limits.ts'
import { chainPower, retryChain } from './r13-retry-chain.ts'

/** A published scenario (R) or a closed form (C), and the checks that measure it. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly check: () => Iterable<Check>
}

/** All scenarios and closed forms that `verify` reproduces, in the order of its table. */
export const SCENARIOS: readonly Scenario[] = [
  { id: 'R1', title: 'database behind a network outage', check: databaseOutage },
  { id: 'R3', title: 'simple collapse', check: simpleCollapse },
  { id: 'R5', title: 'collapse after a pause', check: gcPause },
  { id: 'R10', title: 'token bucket and retry breaker by number of clients', check: retryLimits },
  { id: 'R13', title: 'retries of a chain', check: retryChain },
  { id: 'C1', title: 'hidden capacity', check: hiddenCapacity },
  { id: 'C2', title: 'independent failures', check: independentFailures },
  { id: 'C3', title: 'power of a chain', check: chainPower },
  { id: 'C4', title: "Little's law", check: littlesLaw },
  { id: 'C4', title: 'waiting times', check: waitingTimes },
  { id: 'C5', title: 'full jitter', check: fullJitterMean },
  { id: 'C6', title: 'linear server', check: linearServer },
]
