/** The mechanism that rejected an attempt or a request before it reached the target. */
export type Mechanism = 'breaker' | 'bulkhead' | 'budget' | 'queue'
export const MECHANISMS = ['breaker', 'bulkhead', 'budget', 'queue'] as const satisfies readonly Mechanism[]

/** How a call ended. An expected failure is a value; only a bug or a bad configuration is thrown. */
export type Outcome =
  /** `busyMs`: time that the target spent on the attempt that answered; NaN when it does not report it. */
  | { readonly kind: 'ok'; readonly busyMs: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'rejected'; readonly by: Mechanism }
  | { readonly kind: 'dead-lettered'; readonly reason: string }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'unfinished' }

export type OutcomeKind = Outcome['kind']
export const OUTCOME_KINDS = [
  'ok',
  'failed',
  'timeout',
  'rejected',
  'dead-lettered',
  'dropped',
  'unfinished',
] as const satisfies readonly OutcomeKind[]

export const TIMEOUT: Outcome = { kind: 'timeout' }
export const UNFINISHED: Outcome = { kind: 'unfinished' }

export const failed = (reason: string): Outcome => ({ kind: 'failed', reason })
export const rejected = (by: Mechanism): Outcome => ({ kind: 'rejected', by })
export const dropped = (reason: string): Outcome => ({ kind: 'dropped', reason })
export const deadLettered = (reason: string): Outcome => ({ kind: 'dead-lettered', reason })
