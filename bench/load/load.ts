import { z } from 'zod'
import { ConfigError } from '../core/config-error.ts'
import { hull, type PhaseSpan, type Span, withinLoad } from '../core/phase.ts'
import { type K6Options, type K6Stage, k6LoadFields, k6StageFields, stagesOfK6 } from './k6-stages.ts'
import { type Arrival, type Part, type Plan, partArrivals, partDurationMs, sequence } from './plan.ts'
import { planTextSchema } from './plan-text.ts'
import { firstRateOf, type LabelledPart, partOf, type Stage, scaledRate, stageFields } from './stage.ts'
import { ARRIVALS_MAX, timesSchema } from './trace.ts'
import { WORKERS_MAX } from './workers-max.ts'

/** Starts per second that one generator process can make without falling behind its plan. */
const RATE_MAX_PER_SECOND = 20_000

const stageSchema = z.strictObject({ ...stageFields, ...k6StageFields }).superRefine((stage, context) => {
  const message = stageMistake(stage)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})
type StageInput = z.infer<typeof stageSchema>

/** Why a stage has no form or two forms; undefined when it has one. */
function stageMistake({ durationMs, ratePerSecond, rho, bursts, target, duration }: StageInput): string | undefined {
  const given = (...values: readonly unknown[]) => values.filter((value) => value !== undefined).length
  const [rates, k6] = [given(ratePerSecond, rho), given(target, duration)]
  if (k6 > 0 && given(durationMs, ratePerSecond, rho, bursts) > 0) {
    return 'must be of one form: { durationMs, ratePerSecond }, which holds, or { duration, target } of k6, which ramps'
  }
  if (k6 > 0) return k6 === 2 ? undefined : 'must have both target and duration, as in k6'
  const isBursts = bursts !== undefined && given(durationMs) + rates === 0
  const isRate = bursts === undefined && durationMs !== undefined && rates === 1
  return isBursts || isRate ? undefined : 'must have durationMs and one of ratePerSecond and rho, or bursts alone'
}

/** Due times in ms, ascending, given as `timesMs` or read from a CSV `file` (relative to the suite). */
const traceSchema = z.strictObject({
  file: z.string().min(1).optional(),
  timesMs: timesSchema.optional(),
})

const loadObjectSchema = z
  .strictObject(
    {
      arrival: z.enum(['constant', 'poisson']).default('constant'),
      stages: z.array(stageSchema).min(1).max(1000).optional(),
      plan: planTextSchema.optional(),
      trace: traceSchema.optional(),
      ...k6LoadFields,
      startRatePerSecond: z
        .custom<undefined>((rate) => rate === undefined, {
          error: 'must be left out: a stage holds its rate from its start on, and ratePerSecond: { from, to } ramps',
        })
        .optional(),
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'must be a plan such as 10s@100, or an object' : undefined) },
  )
  .superRefine((load, context) => {
    for (const { path, message } of formMistakes(load)) context.addIssue({ code: 'custom', path, message })
  })
  // A plan text and k6's form are ways to write stages. The result is of our form, so it can be parsed again.
  .transform(({ arrival, stages, plan, trace, startRate, timeUnit }): Load => {
    if (trace !== undefined) return { arrival, trace }
    if (plan !== undefined) return { arrival, stages: plan }
    return { arrival, stages: isK6(stages!) ? stagesOfK6(stages, { startRate, timeUnit }) : (stages as Stage[]) }
  })
  .superRefine((load, context) => {
    const message = loadExcess(load)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

interface FormMistake {
  readonly path: string[]
  readonly message: string
}

/** Rules that a load breaks as a whole, although each of its parts keeps them. */
function formMistakes({
  stages,
  plan,
  trace,
  ...rest
}: Record<string, unknown> & { stages?: StageInput[] | undefined }): FormMistake[] {
  const given = [stages, plan, trace].filter((part) => part !== undefined)
  if (given.length !== 1) return [{ path: [], message: 'must have exactly one of stages, plan and trace' }]
  if (stages !== undefined && isK6(stages)) return []
  if (stages?.some(isK6Stage)) {
    const message =
      'must all be of one form: { durationMs, ratePerSecond }, which holds, or { duration, target } of k6, which ramps'
    return [{ path: ['stages'], message }]
  }
  const message = "must be left out without k6's stages { duration, target }: other stages begin with their own rate"
  return ['executor', 'startRate', 'timeUnit']
    .filter((key) => rest[key] !== undefined)
    .map((key) => ({ path: [key], message }))
}

function isK6(stages: readonly StageInput[]): stages is K6Stage[] {
  return stages.every(isK6Stage)
}

function isK6Stage({ target }: StageInput): boolean {
  return target !== undefined
}

/** When requests arrive: a plan text, or an object with stages, a plan text or a trace. */
export const loadSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { plan: value } : value),
  loadObjectSchema,
)
export interface Load {
  readonly arrival: Arrival
  readonly stages?: readonly Stage[] | undefined
  readonly trace?: { readonly file?: string | undefined; readonly timesMs?: readonly number[] | undefined } | undefined
}

/** A load as its author writes it: a plan text, or an object with stages, a plan text or a trace. */
export type LoadInput =
  | string
  | (Partial<Omit<Load, 'stages'>> &
      K6Options & { readonly plan?: string; readonly stages?: readonly (Stage | K6Stage)[] | undefined })

/** Whether a rate of the load is given as a share of the target's capacity. */
export function usesRho(load: Load): boolean {
  return (load.stages ?? []).some(({ rho }) => rho !== undefined)
}

/** Turns rates that are shares of the target's capacity (`rho`) into requests per second. */
export function atCapacity(load: Load, capacityPerSecond: number): Load {
  const absolute = ({ rho, ...stage }: Stage): Stage =>
    rho === undefined ? stage : { ...stage, ratePerSecond: scaledRate(rho, capacityPerSecond) }
  return load.stages === undefined ? load : { ...load, stages: load.stages.map(absolute) }
}

/** The first rate of a load above 0, requests/s; undefined for a trace or bursts alone. */
export function baseRateOf({ stages = [] }: Load): number | undefined {
  return stages.map(firstRateOf).find((rate) => rate > 0)
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

/** Whole seconds of a load. */
export function wholeSeconds(load: Load): number {
  return Math.floor(loadDurationMs(load) / 1000)
}

/** Requests of the plan; for random arrivals their mean, rounded. */
export function loadRequests(load: Load): number {
  if (load.trace !== undefined) return load.trace.timesMs?.length ?? 0
  const parts = partsOf(load)
  const sum = (kind: Part['kind']) =>
    parts.reduce((all, part) => (part.kind === kind ? all + partArrivals(part) : all), 0)
  // The first arrival is where the integral of the rate is 0, so a fraction of an arrival counts as one.
  return sum('bursts') + (load.arrival === 'constant' ? Math.ceil(sum('rate')) : Math.round(sum('rate')))
}

/** Why a run cannot hold this load; undefined when it can. */
export function loadExcess(load: Load): string | undefined {
  if ((load.trace?.file !== undefined && load.trace.timesMs === undefined) || usesRho(load)) return undefined
  const tooFast = rateExcess(load, WORKERS_MAX)
  if (tooFast !== undefined) return tooFast
  const requests = loadRequests(load)
  if (requests > ARRIVALS_MAX) return `must ask for at most ${ARRIVALS_MAX} requests in a run, got ${requests}`
  const parts = partsOf(load)
  if (parts.length > 0 && parts.every(({ phase }) => phase === 'warmup')) {
    return 'must have a phase other than warmup, got warmup alone'
  }
  if (requests === 0) return 'must ask for at least one request, got 0'
  return undefined
}

/** Why this many generators cannot start the load on time; undefined when they can. */
export function rateExcess(load: Load, workers: number): string | undefined {
  const peak = Math.max(0, ...partsOf(load).map(peakRate).filter(Number.isFinite))
  if (peak <= workers * RATE_MAX_PER_SECOND) return undefined
  const generators = workers === 1 ? 'one generator starts' : `${workers} workers start`
  const rule = `must ask for at most ${workers * RATE_MAX_PER_SECOND} requests/s, which is what ${generators} on time, got ${peak}`
  return workers === WORKERS_MAX ? rule : `${rule}; --workers shares it`
}

/**
 * The phases of a run. Labels of stages decide, and a stage without a label continues the phase before it. Without any
 * label the trigger spans the faults within the load. Without faults it spans the bursts and the parts above the first
 * rate. The baseline lies before it, the recovery after it.
 */
export function phasesOf(load: Load, faults: readonly Span[]): PhaseSpan[] {
  const endMs = loadDurationMs(load)
  const parts = partsOf(load)
  if (parts.some((part) => part.phase !== undefined)) return labelled(parts)
  const within = withinLoad(faults, endMs)
  const trigger = hull(within.length > 0 ? within : disturbances(parts))
  if (trigger === undefined) return [{ phase: 'baseline', fromMs: 0, toMs: endMs }]
  const spans: PhaseSpan[] = [
    { phase: 'baseline', fromMs: 0, toMs: trigger.fromMs },
    { phase: 'trigger', fromMs: trigger.fromMs, toMs: trigger.toMs },
    { phase: 'recovery', fromMs: trigger.toMs, toMs: endMs },
  ]
  return spans.filter((span) => span.toMs > span.fromMs)
}

/** Parts of a load, in order. */
export function partsOf(load: Load): LabelledPart[] {
  return (load.stages ?? []).map(partOf)
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

function disturbances(parts: readonly Part[]): Span[] {
  const spans: Span[] = []
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
