/** Suites that measure something else than arms under load. */
export const MEASURED_SUITES = ['capacity', 'micro'] as const
export type MeasuredSuite = (typeof MEASURED_SUITES)[number]

/** Questions of the suites that measure something else than arms under load. */
export const QUESTIONS: Readonly<Record<MeasuredSuite, string>> = {
  capacity: 'How much can the target take, and what does the generator cost beside autocannon?',
  micro: 'What do the hot parts cost: breaker, backoff, histogram, queue, agenda, pacing, memory?',
}
