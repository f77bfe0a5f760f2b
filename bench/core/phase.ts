/** Parts of a run. Results of `warmup` are thrown away; `trigger` is the disturbance that the suite is about. */
export const PHASES = ['warmup', 'baseline', 'trigger', 'recovery'] as const
export type Phase = (typeof PHASES)[number]

/** A stretch of a run, from `fromMs` (inclusive) to `toMs` (exclusive). */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** A stretch that belongs to a phase. */
export interface PhaseSpan extends Span {
  readonly phase: Phase
}

/** Index of the span at an instant. The first span includes all before it, the last one all after it. */
export function spanIndexAt(spans: readonly PhaseSpan[], atMs: number): number {
  let index = 0
  while (index < spans.length - 1 && atMs >= spans[index]!.toMs) index += 1
  return index
}

/** The phase at an instant, as {@link spanIndexAt} has it. */
export function phaseAt(spans: readonly PhaseSpan[], atMs: number): Phase {
  return spans[spanIndexAt(spans, atMs)]!.phase
}

/** End of the warm-up at the start of a run, ms; 0 without one. */
export function warmUpEndMs(spans: readonly PhaseSpan[]): number {
  return spans[0]?.phase === 'warmup' ? spans[0].toMs : 0
}

/** Faults, cut at the end of the load. */
export function withinLoad(faults: readonly Span[], endMs: number): Span[] {
  return faults.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }))
}

/** The span from the first start to the last end; undefined without spans. */
export function hull(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined
  return {
    fromMs: Math.min(...spans.map((span) => span.fromMs)),
    toMs: Math.max(...spans.map((span) => span.toMs)),
  }
}
