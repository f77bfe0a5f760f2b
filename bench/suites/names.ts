/** Names of the suites that run in real and in virtual time, in the order of `list`. */
export const SUITE_NAMES: readonly string[] = [
  'tutorial',
  'burst',
  'brownout',
  'retry-storm',
  'slow-dependency',
  'partial-outage',
  'flash-crowd',
  'chain',
  'poison-message',
  'redrive-flood',
  'visibility-timeout',
  'rpc-front-queue-back',
  'slow-consumer',
]

/** Names of all suites. Those about a broker outside this process run in real time only. */
export const ALL_SUITE_NAMES: readonly string[] = [...SUITE_NAMES, 'broker-crash', 'consumer-crash']

/** Suites that `run` runs when none is named. */
export const DEFAULT_SUITES: readonly string[] = ['tutorial', 'burst']
