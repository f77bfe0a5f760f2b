/** Parts of a run: results of `warmup` are thrown away, `trigger` is the disturbance the suite is about. */
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

/** Place of the span at an instant; what lies before the first span belongs to it, what lies after the last to that. */
export function spanIndexAt(spans: readonly PhaseSpan[], atMs: number): number {
  let index = 0
  while (index < spans.length - 1 && atMs >= spans[index]!.toMs) index += 1
  return index
}

/** The phase at an instant, as {@link spanIndexAt} has it. */
export function phaseAt(spans: readonly PhaseSpan[], atMs: number): Phase {
  return spans[spanIndexAt(spans, atMs)]!.phase
}

/** When the warm-up that a run begins with ends, ms; 0 without one. */
export function warmUpEndMs(spans: readonly PhaseSpan[]): number {
  return spans[0]?.phase === 'warmup' ? spans[0].toMs : 0
}

/** Faults as far as the load lasts. */
export function withinLoad(faults: readonly Span[], endMs: number): Span[] {
  return faults.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }))
}

/** From the first start to the last end; undefined without any. */
export function hull(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined
  return {
    fromMs: Math.min(...spans.map((span) => span.fromMs)),
    toMs: Math.max(...spans.map((span) => span.toMs)),
  }
}
