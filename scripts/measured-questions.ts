import type { MeasuredSuite } from './select.ts'

/** What the suites that measure something else than arms under load ask. */
export const QUESTIONS: Readonly<Record<MeasuredSuite, string>> = {
  capacity: 'How much can the target take, and what does the generator cost beside autocannon?',
  micro: 'What do the hot parts cost: breaker, backoff, histogram, queue, agenda, pacing, memory?',
}
