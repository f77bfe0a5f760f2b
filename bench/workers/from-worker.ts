import { z } from 'zod'
import { fields } from '../core/fields.ts'
import { PHASES } from '../core/phase.ts'
import { oneLine } from '../core/printable.ts'
import type { Progress } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import { figures, objectOf } from '../metrics/figures-schema.ts'
import { histogramSchema } from '../metrics/histogram-schema.ts'
import { runResultSchema, windowRowSchema } from '../metrics/result-schema.ts'
import type { Unrest } from '../metrics/unrest.ts'
import { mistakesOf } from '../suite-mistakes.ts'
import type { Increment } from './increments.ts'
import { runId } from './messages.ts'

/** Windows of the longest run, a day, and of its drain. */
const WINDOWS_MAX = 200_000
const TEXT_MAX_CHARS = 2000
/** Deepest nesting of lists and objects. A report has 8 levels. */
const DEPTH_MAX = 20

/** A list whose check ends at the first wrong entry. A million wrong ones must not become a million mistakes. */
function listOf<T>(entry: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .max(WINDOWS_MAX)
    .transform((list, context) => {
      const checked: T[] = []
      for (const [i, value] of list.entries()) {
        const { success, data, error } = entry.safeParse(value)
        if (!success) {
          const [issue] = error.issues as [z.core.$ZodIssue]
          context.issues.push({ ...issue, path: [i, ...issue.path], input: value } as z.core.$ZodRawIssue)
          return z.NEVER
        }
        checked.push(data)
      }
      return checked
    })
}

const unrestSchema = objectOf<Unrest>()({
  waitedMs: figures.amount(),
  probes: figures.count(),
  answerMs: figures.amount(),
  error: z.string().nullable(),
  answerMaxMs: figures.amount(),
})

const generatedSchema = objectOf<Measurement>()({
  result: runResultSchema
    .omit({ status: true, warnings: true, verdict: true, workers: true, trace: true })
    .extend({ timeline: listOf(windowRowSchema) }),
  responses: listOf(histogramSchema),
  errors: z.object({ count: figures.count(), first: z.string().nullable() }),
  attemptsUnsure: figures.count(),
  attemptsNotSent: figures.count(),
  abandonedEarly: figures.count(),
  unrest: unrestSchema.optional(),
  interrupted: z.boolean(),
  notRemoved: z.array(z.string()).max(10),
})

const progressSchema = objectOf<Progress>()({
  phase: z.enum(PHASES),
  elapsedMs: figures.amount(),
  totalMs: figures.amount(),
  requests: figures.count(),
  good: figures.count(),
  retries: figures.count(),
})

const incrementSchema = objectOf<Increment>()({
  n: figures.count(),
  from: figures.count(),
  generated: generatedSchema,
})

/** Message of a worker to its controller. */
export type FromWorker =
  | { readonly kind: 'alive' }
  | { readonly kind: 'ready'; readonly run: number; readonly environmentClass: string }
  /** The worker will not or cannot run it. */
  | { readonly kind: 'refused'; readonly run: number; readonly reason: string }
  | { readonly kind: 'pong'; readonly n: number; readonly epochMs: number }
  | { readonly kind: 'progress'; readonly run: number; readonly progress: Progress }
  /** Measurements since the last report of the run. No report follows a `final` one. */
  | { readonly kind: 'report'; readonly run: number; readonly final: boolean; readonly increment: Increment }
  /** The worker no longer works for this controller. */
  | { readonly kind: 'left' }
  /** A fault ended the run. */
  | { readonly kind: 'failed'; readonly run: number; readonly reason: string }

const fromWorkerSchema: z.ZodType<FromWorker> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('ready'), run: runId(), environmentClass: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('refused'), run: runId(), reason: z.string() }),
  z.object({ kind: z.literal('pong'), n: runId(), epochMs: fields.epochMs() }),
  z.object({ kind: z.literal('progress'), run: runId(), progress: progressSchema }),
  z.object({ kind: z.literal('report'), run: runId(), final: z.boolean(), increment: incrementSchema }),
  z.object({ kind: z.literal('left') }),
  z.object({ kind: z.literal('failed'), run: runId(), reason: z.string() }),
])

/**
 * Checks a message of a worker. Each text in the result is one printable line. @throws Error that names the first
 * mistake.
 */
export function parseFromWorker(given: unknown): FromWorker {
  if (typeof given !== 'object' || given === null) throw new Error('a message must be an object')
  const message = withPrintableTexts(given, DEPTH_MAX)
  const { data, error } = fromWorkerSchema.safeParse(message)
  if (error !== undefined) throw new Error(mistakesOf(error, message)[0])
  return data
}

/** Returns a copy in which each text, keys included, is one printable line. */
function withPrintableTexts(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return oneLine(value, TEXT_MAX_CHARS)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) throw new Error(`it is nested deeper than ${DEPTH_MAX} levels`)
  if (Array.isArray(value)) return value.map((entry) => withPrintableTexts(entry, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [oneLine(key, TEXT_MAX_CHARS), withPrintableTexts(entry, depth - 1)]),
  )
}
