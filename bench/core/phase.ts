/** Parts of a run: results of `warmup` are thrown away, `trigger` is the disturbance the suite is about. */
export const PHASES = ['warmup', 'baseline', 'trigger', 'recovery'] as const
export type Phase = (typeof PHASES)[number]

/** A stretch of a run, from `fromMs` (inclusive) to `toMs` (exclusive). */
export interface PhaseSpan {
  readonly phase: Phase
  readonly fromMs: number
  readonly toMs: number
}

/** The phase at an instant; what lies before the first span belongs to it, what lies after the last to that. */
export function phaseAt(spans: readonly PhaseSpan[], atMs: number): Phase {
  for (const span of spans) if (atMs < span.toMs) return span.phase
  return spans.at(-1)!.phase
}

/** When the trigger ends, undefined when there is none. */
export function triggerEndMs(spans: readonly PhaseSpan[]): number | undefined {
  return spans.findLast((span) => span.phase === 'trigger')?.toMs
}
