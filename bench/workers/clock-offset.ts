/** A question for the time, ms since 1970. Asked and heard by this clock, answered by the other. */
export interface TimeProbe {
  readonly askedMs: number
  readonly answerMs: number
  readonly heardMs: number
}

/**
 * Returns how far another clock is ahead, ms, and the largest error of that. The other side answered between asking and
 * hearing, so the error is at most half the round trip. The quickest probe is the best. Source: Cristian,
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
