import { draw, STREAM } from '../core/draw.ts'
import { hull, type Span, withinLoad } from '../core/phase.ts'
import { type Load, loadDurationMs, partsOf, phasesOf } from './load.ts'
import { partDurationMs } from './plan.ts'
import type { LabelledPart } from './stage.ts'

/** Whether the trigger adds this arrival to the load. */
export type IsExtra = (id: number, dueMs: number) => boolean

/** A load, and the faults that disturb it. */
export interface Disturbed {
  readonly load: Load
  readonly faults: readonly Span[]
}

/**
 * The span from the first start to the last end of all faults and all stages of phase `trigger`, cut at the end of the
 * load; undefined without any.
 */
export function triggerSpan({ load, faults }: Disturbed): Span | undefined {
  const endMs = loadDurationMs(load)
  const spans = [...stagesOfTrigger({ load, faults }), ...withinLoad(faults, endMs)]
  return hull(spans.filter(({ fromMs, toMs }) => toMs > fromMs))
}

/**
 * The trigger that the verdict of a run is about; undefined without one. Undefined also for a load that ends with it,
 * since no load follows that could recover.
 */
export function judgedTrigger(disturbed: Disturbed): Span | undefined {
  const last = stagesOfTrigger(disturbed).at(-1)
  return last !== undefined && last.toMs >= loadDurationMs(disturbed.load) ? undefined : triggerSpan(disturbed)
}

/** Whole seconds from the end of the load until all faults are over. */
export function outlastingS({ load, faults }: Disturbed): number {
  const lastMs = Math.max(0, ...faults.map(({ toMs }) => toMs))
  return Math.max(0, Math.ceil((lastMs - loadDurationMs(load)) / 1000))
}

/**
 * Rates per second: right before the trigger, and at the end of the load; undefined for a trace, or without a trigger.
 */
export function usualAndLastRate(disturbed: Disturbed): { readonly usual: number; readonly last: number } | undefined {
  const trigger = triggerSpan(disturbed)
  if (trigger === undefined || disturbed.load.trace !== undefined) return undefined
  const pieces = piecesOf(partsOf(disturbed.load))
  const before = pieces.findLast(({ fromMs }) => fromMs < trigger.fromMs)
  const usual = before === undefined ? pieces[0]!.from : valueAt(before, Math.min(trigger.fromMs, before.toMs))
  return { usual, last: pieces.at(-1)!.to }
}

/**
 * Returns a function that selects the arrivals added by the trigger: those beyond the rate before it. Undefined when it
 * adds none. A draw picks them from a Poisson process, so that the rest is a Poisson process as well. Evenly spaced
 * arrivals are picked evenly. Each run needs a new function, since it keeps state.
 */
export function extraArrivals(disturbed: Disturbed, seed: number): IsExtra | undefined {
  const { load } = disturbed
  if (load.trace !== undefined) return undefined
  const pieces = piecesOf(partsOf(load))
  const raised = stagesOfTrigger(disturbed)
    .map((span) => ({ ...span, usual: rateAround(pieces, span) }))
    .filter(({ fromMs, toMs, usual }) =>
      pieces.some((piece) => piece.fromMs < toMs && piece.toMs > fromMs && Math.max(piece.from, piece.to) > usual),
    )
  if (raised.length === 0) return undefined
  let carried = 0
  return (id, dueMs) => {
    const span = raised.find(({ fromMs, toMs }) => dueMs >= fromMs && dueMs < toMs)
    if (span === undefined) return false
    const rate = rateAt(pieces, dueMs)
    if (rate <= span.usual) return false
    const kept = span.usual / rate
    if (load.arrival === 'poisson') return draw(seed, STREAM.twin, id, 0) >= kept
    carried += kept
    if (carried < 1) return true
    carried -= 1
    return false
  }
}

/** Spans of the load that belong to its trigger; none where no stage has a label and faults are the trigger. */
function stagesOfTrigger({ load, faults }: Disturbed): Span[] {
  const isLabelled = (load.stages ?? []).some(({ phase }) => phase !== undefined)
  if (!isLabelled && faults.length > 0) return []
  return phasesOf(load, []).filter(({ phase }) => phase === 'trigger')
}

/** A span in which the rate runs linearly from one value to another, requests per second. */
interface Piece extends Span {
  readonly from: number
  readonly to: number
}

function piecesOf(parts: readonly LabelledPart[]): Piece[] {
  let fromMs = 0
  return parts.map((part) => {
    const startMs = fromMs
    fromMs += partDurationMs(part)
    if (part.kind === 'rate') {
      const { fromRatePerSecond: from, toRatePerSecond: to } = part
      return { fromMs: startMs, toMs: fromMs, from, to }
    }
    const rate = (1000 * part.size) / part.everyMs
    return { fromMs: startMs, toMs: fromMs, from: rate, to: rate }
  })
}

function rateAt(pieces: readonly Piece[], atMs: number): number {
  const piece = pieces.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)
  return piece === undefined ? 0 : valueAt(piece, atMs)
}

function valueAt({ fromMs, toMs, from, to }: Piece, atMs: number): number {
  return from + ((to - from) * (atMs - fromMs)) / (toMs - fromMs)
}

/** The rate right before a span, else right after it, else 0. */
function rateAround(pieces: readonly Piece[], { fromMs, toMs }: Span): number {
  const before = pieces.findLast((piece) => piece.toMs <= fromMs)
  return before?.to ?? pieces.find((piece) => piece.fromMs >= toMs)?.from ?? 0
}
