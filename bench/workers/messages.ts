import { z } from 'zod'
import { fields } from '../core/fields.ts'
import { WORKERS_MAX } from '../load/load.ts'
import { timesSchema } from '../load/trace.ts'

/**
 * What a worker is given as the suite. `data`: what its author wrote, with what the command line says instead. `code`:
 * a bundled module whose default export that is, for a suite with policies of its own.
 */
const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('data'), suite: z.unknown() }),
  z.strictObject({
    kind: z.literal('code'),
    module: z.string().max(20_000_000),
    /** Times of the traces that it names, ms, by file. */
    traces: z.record(z.string().max(4096), timesSchema),
    /** What the command line says instead. */
    changes: z.unknown(),
  }),
])
export type SuiteSource = z.infer<typeof sourceSchema>

/** Numbers the runs of a controller, and its questions. */
export const runId = () => fields.count(0, 2 ** 31 - 1)

/** One share of one run. */
const taskSchema = z.strictObject({
  source: sourceSchema,
  variant: fields.name(),
  arm: fields.name(),
  repeat: fields.count(1, 1000),
  share: z.strictObject({ index: fields.count(0, WORKERS_MAX - 1), count: fields.count(1, WORKERS_MAX) }),
  /**
   * The target that the controller hosts, where the suite names none; its identity shows that it is that one which is
   * reached.
   */
  target: z
    .strictObject({ origin: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/), identity: z.string().max(100) })
    .nullable(),
})
export type Task = z.infer<typeof taskSchema>

/** What a controller says to a worker. */
export const toWorkerSchema = z.discriminatedUnion('kind', [
  /** Get ready for a run. */
  z.strictObject({ kind: z.literal('prepare'), run: runId(), task: taskSchema }),
  /** What does your clock show? */
  z.strictObject({ kind: z.literal('ping'), n: runId() }),
  /** The first planned instant of the run that was prepared, by the worker's own clock, ms since 1970. */
  z.strictObject({ kind: z.literal('start'), run: runId(), originEpochMs: fields.epochMs() }),
  /** End the run now, and tell what was measured. */
  z.strictObject({ kind: z.literal('stop'), run: runId() }),
  /** The controller is there. */
  z.strictObject({ kind: z.literal('alive') }),
])
export type ToWorker = z.infer<typeof toWorkerSchema>
