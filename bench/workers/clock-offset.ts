/** A question for the time and its answer, ms since 1970: asked and heard by the own clock, answered by the other. */
export interface TimeProbe {
  readonly askedMs: number
  readonly answerMs: number
  readonly heardMs: number
}

/**
 * How far another clock is ahead, ms, and by how much that may be wrong: the answer was given between question and
 * hearing, so that half the round trip is the most it can be off. The quickest probe tells most. Source: Cristian,
 * "Probabilistic clock synchronization" (1989).
 */
export function clockOffset(probes: readonly TimeProbe[]): { readonly offsetMs: number; readonly errorMs: number } {
  const [first, ...others] = probes
  if (first === undefined) throw new Error('no probe')
  const best = others.reduce((quickest, probe) => (tripMs(probe) < tripMs(quickest) ? probe : quickest), first)
  return { offsetMs: best.answerMs - (best.askedMs + best.heardMs) / 2, errorMs: tripMs(best) / 2 }
}

function tripMs({ askedMs, heardMs }: TimeProbe): number {
  return heardMs - askedMs
}
