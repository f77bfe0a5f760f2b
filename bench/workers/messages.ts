import { z } from 'zod'
import { columnsSchema } from '../../targets/parameters.ts'
import { PEM_MAX } from '../../targets/tls.ts'
import { fields } from '../core/fields.ts'
import { timesSchema } from '../load/trace.ts'
import { WORKERS_MAX } from '../load/workers-max.ts'

const byFile = <T extends z.ZodType>(content: T) => z.record(z.string().max(4096), content)

/** Content of the files that a module names, by file. */
const filesSchema = z.strictObject({
  /** Due times, ms. */
  traces: byFile(timesSchema),
  /** Parameters of requests. */
  tables: byFile(columnsSchema),
  /** Certificates and private keys. */
  texts: byFile(z.string().max(PEM_MAX)),
})
export type SentFiles = z.infer<typeof filesSchema>

/**
 * The suite as a worker gets it. `data`: the suite as written, with the changes of the command line. `code`: a bundled
 * module that exports it as default, for a suite that brings its own policies.
 */
const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('data'), suite: z.unknown() }),
  z.strictObject({
    kind: z.literal('code'),
    module: z.string().max(20_000_000),
    files: filesSchema,
    /** Changes of the command line. */
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
   * Target that the controller hosts if the suite names none. Its identity shows that the worker reaches the right one.
   */
  target: z
    .strictObject({ origin: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/), identity: z.string().max(100) })
    .nullable(),
})
export type Task = z.infer<typeof taskSchema>

/** Message of a controller to a worker. */
export const toWorkerSchema = z.discriminatedUnion('kind', [
  /** Prepares a run. */
  z.strictObject({ kind: z.literal('prepare'), run: runId(), task: taskSchema }),
  /** Asks for the time of the worker's clock. */
  z.strictObject({ kind: z.literal('ping'), n: runId() }),
  /** Starts the prepared run. First planned instant by the worker's clock, ms since 1970. */
  z.strictObject({ kind: z.literal('start'), run: runId(), originEpochMs: fields.epochMs() }),
  /** Ends the run now. The worker then sends its last report. */
  z.strictObject({ kind: z.literal('stop'), run: runId() }),
  /** Shows that the controller lives. */
  z.strictObject({ kind: z.literal('alive') }),
])
export type ToWorker = z.infer<typeof toWorkerSchema>
