import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { fields } from '../core/fields.ts'
import { PHASES, type Phase, type PhaseSpan } from '../core/phase.ts'
import { type Arrival, BURST_MAX, type Part, type Plan, partArrivals, partDurationMs, sequence } from './plan.ts'
import { planTextSchema, RHO_MAX } from './plan-text.ts'
import { ARRIVALS_MAX, timesSchema } from './trace.ts'

/** Starts per second one generator process can keep up without falling behind its plan. */
const RATE_MAX_PER_SECOND = 20_000
/** Generators that can share a load. */
export const WORKERS_MAX = 50

const burstsSchema = z.strictObject({
  size: fields.count(1, BURST_MAX),
  everyMs: fields.spanMs(),
  total: fields.count(1, ARRIVALS_MAX),
})

/** Either a stretch of rate as k6 has it (linear from the rate before it; `durationMs: 0` jumps), or bursts. */
const stageSchema = z
  .strictObject({
    durationMs: fields.instantMs().optional(),
    ratePerSecond: fields.rate().optional(),
    /** Instead of `ratePerSecond`: the rate as a share of the target's capacity. */
    rho: z.number().min(0).max(RHO_MAX).optional(),
    bursts: burstsSchema.optional(),
    phase: z.enum(PHASES).optional(),
  })
  .refine(
    (stage) =>
      stage.bursts === undefined
        ? stage.durationMs !== undefined && (stage.ratePerSecond === undefined) !== (stage.rho === undefined)
        : stage.durationMs === undefined && stage.ratePerSecond === undefined && stage.rho === undefined,
    { error: 'must have durationMs and one of ratePerSecond and rho, or bursts alone' },
  )

export type Stage = z.infer<typeof stageSchema>

const stagesSchema = z.array(stageSchema).min(1).max(1000)

/** Due times in ms, ascending: given here, or read from the CSV file named (beside the suite). */
const traceSchema = z.strictObject({
  file: z.string().min(1).optional(),
  timesMs: timesSchema.optional(),
})

const loadObjectSchema = z
  .strictObject({
    arrival: z.enum(['constant', 'poisson']).default('constant'),
    /** Rate before the first stage, as in k6. */
    startRatePerSecond: fields.rate().default(0),
    stages: stagesSchema.optional(),
    plan: planTextSchema.optional(),
    trace: traceSchema.optional(),
  })
  .superRefine((load, context) => {
    const given = [load.stages, load.plan, load.trace].filter((part) => part !== undefined)
    const message =
      given.length === 1
        ? loadExcess({ ...load, stages: load.stages ?? load.plan })
        : 'must have exactly one of stages, plan and trace'
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  // A plan text is a way to write stages: what is read can be checked again.
  .transform(({ plan, ...load }) => (plan === undefined ? load : { ...load, stages: plan }))

/** What arrives when: a plan text, or an object with stages, a plan text or a trace. */
export const loadSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { plan: value } : value),
  loadObjectSchema,
)
export interface Load {
  readonly arrival: Arrival
  readonly startRatePerSecond: number
  readonly stages?: readonly Stage[] | undefined
  readonly trace?: { readonly file?: string | undefined; readonly timesMs?: readonly number[] | undefined } | undefined
}
export type LoadInput = z.input<typeof loadObjectSchema> | string

/** Part of a load with the phase that the suite gave it, if any. */
type LabelledPart = Part & { readonly phase: Phase | undefined }

/** Whether a rate of the load is given as a share of the target's capacity. */
export function usesRho(load: Load): boolean {
  return (load.stages ?? []).some(({ rho }) => rho !== undefined)
}

/** The load with shares of the target's capacity turned into requests per second. */
export function atCapacity(load: Load, capacityPerSecond: number): Load {
  const absolute = ({ rho, ...stage }: Stage): Stage =>
    rho === undefined ? stage : { ...stage, ratePerSecond: rho * capacityPerSecond }
  return load.stages === undefined ? load : { ...load, stages: load.stages.map(absolute) }
}

/** The arrivals of a load. @throws ConfigError when a trace has not been read. */
export function planOf(load: Load, seed: number): Plan {
  if (load.trace === undefined) return sequence(partsOf(load), load.arrival, seed)
  if (load.trace.timesMs === undefined) throw new ConfigError(`load.trace.file: ${load.trace.file} was not read`)
  return load.trace.timesMs
}

/** When the last stage of the load ends, ms. */
export function loadDurationMs(load: Load): number {
  if (load.trace !== undefined) return load.trace.timesMs?.at(-1) ?? 0
  return partsOf(load).reduce((sum, part) => sum + partDurationMs(part), 0)
}

/** Requests the load asks for; where arrivals are random their mean, rounded. */
export function loadRequests(load: Load): number {
  if (load.trace !== undefined) return load.trace.timesMs?.length ?? 0
  return Math.round(partsOf(load).reduce((sum, part) => sum + partArrivals(part), 0))
}

/** Why this load is more than the generator holds, undefined when it is not. */
export function loadExcess(load: Load): string | undefined {
  if ((load.trace?.file !== undefined && load.trace.timesMs === undefined) || usesRho(load)) return undefined
  const tooFast = rateExcess(load, WORKERS_MAX)
  if (tooFast !== undefined) return tooFast
  const requests = loadRequests(load)
  if (requests > ARRIVALS_MAX) return `must ask for at most ${ARRIVALS_MAX} requests in a run, got ${requests}`
  if (partsOf(load).every(({ phase }) => phase === 'warmup') && load.trace === undefined) {
    return 'must have a phase other than warmup, got warmup alone'
  }
  if (requests === 0) return 'must ask for at least one request, got 0'
  return undefined
}

/** Why the rate of this load is more than so many generators start on time, undefined when it is not. */
export function rateExcess(load: Load, workers: number): string | undefined {
  const peak = Math.max(0, ...partsOf(load).map(peakRate).filter(Number.isFinite))
  if (peak <= workers * RATE_MAX_PER_SECOND) return undefined
  const generators = workers === 1 ? 'one generator starts' : `${workers} workers start`
  const rule = `must ask for at most ${workers * RATE_MAX_PER_SECOND} requests/s, which is what ${generators} on time, got ${peak}`
  return workers === WORKERS_MAX ? rule : `${rule}; --workers shares it`
}

/**
 * The phases of a run. Labels in the stages decide; a stage without one belongs to the label before it. Without labels the
 * trigger is what the faults span while there is load, else the bursts, else the stretch above the first rate; before it lies the baseline,
 * behind it the recovery.
 */
export function phasesOf(load: Load, faults: readonly { fromMs: number; toMs: number }[]): PhaseSpan[] {
  const endMs = loadDurationMs(load)
  const parts = partsOf(load)
  if (parts.some((part) => part.phase !== undefined)) return labelled(parts)
  const within = faults.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }))
  const trigger = hull(within.length > 0 ? within : disturbances(parts))
  if (trigger === undefined) return [{ phase: 'baseline', fromMs: 0, toMs: endMs }]
  const spans: PhaseSpan[] = [
    { phase: 'baseline', fromMs: 0, toMs: trigger.fromMs },
    { phase: 'trigger', fromMs: trigger.fromMs, toMs: trigger.toMs },
    { phase: 'recovery', fromMs: trigger.toMs, toMs: endMs },
  ]
  return spans.filter((span) => span.toMs > span.fromMs)
}

function partsOf(load: Load): LabelledPart[] {
  let rate = load.startRatePerSecond
  /** A jump takes no time: its label is that of what follows. */
  let jumpPhase: Phase | undefined
  return (load.stages ?? []).flatMap((stage): LabelledPart[] => {
    const { durationMs, ratePerSecond, bursts } = stage
    const phase = stage.phase ?? jumpPhase
    jumpPhase = durationMs === 0 ? phase : undefined
    if (bursts !== undefined) return [{ kind: 'bursts', ...bursts, phase }]
    const from = rate
    rate = ratePerSecond ?? Number.NaN
    return durationMs === 0
      ? []
      : [{ kind: 'rate', fromRatePerSecond: from, toRatePerSecond: rate, durationMs: durationMs!, phase }]
  })
}

function labelled(parts: readonly LabelledPart[]): PhaseSpan[] {
  const spans: PhaseSpan[] = []
  let fromMs = 0
  for (const part of parts) {
    const toMs = fromMs + partDurationMs(part)
    const last = spans.at(-1)
    const phase = part.phase ?? last?.phase ?? 'baseline'
    if (last?.phase === phase) spans[spans.length - 1] = { ...last, toMs }
    else spans.push({ phase, fromMs, toMs })
    fromMs = toMs
  }
  return spans
}

function disturbances(parts: readonly Part[]): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = []
  const usual = parts[0] === undefined ? 0 : peakRate(parts[0])
  let fromMs = 0
  for (const part of parts) {
    const toMs = fromMs + partDurationMs(part)
    if (part.kind === 'bursts' || peakRate(part) > usual) spans.push({ fromMs, toMs })
    fromMs = toMs
  }
  return spans
}

/** Highest rate within a part; that of a burst is infinite. */
function peakRate(part: Part): number {
  return part.kind === 'bursts' ? Number.POSITIVE_INFINITY : Math.max(part.fromRatePerSecond, part.toRatePerSecond)
}

function hull(spans: readonly { fromMs: number; toMs: number }[]): { fromMs: number; toMs: number } | undefined {
  if (spans.length === 0) return undefined
  return {
    fromMs: Math.min(...spans.map((span) => span.fromMs)),
    toMs: Math.max(...spans.map((span) => span.toMs)),
  }
}
