import { z } from 'zod'
import { groupBy } from '../../bench/core/group-by.ts'
import { PHASES } from '../../bench/core/phase.ts'
import { ARRIVAL_KINDS, type LoadFacts } from '../../bench/load/load-facts.ts'
import { figures, objectOf } from '../../bench/metrics/figures-schema.ts'
import { recount } from '../../bench/metrics/recount.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { othersCoresSchema, runResultSchema, warningSchema } from '../../bench/metrics/result-schema.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { sampleMistakes } from '../../bench/metrics/sample-mistakes.ts'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { type DiscardedRun, type RunData, SCHEMA, type SuiteInfo } from './run-data.ts'

const loadSchema = objectOf<LoadFacts>()({
  requests: figures.count(),
  durationMs: figures.amount(),
  arrival: z.enum(ARRIVAL_KINDS),
  rates: figures.text(),
})

const suiteSchema = objectOf<SuiteInfo>()({
  name: figures.word(),
  question: figures.text(),
  about: figures.text(),
  plan: figures.text().nullable(),
  // Earlier results have none.
  loads: z.record(figures.word(), loadSchema).default({}),
  variants: z.record(figures.word(), figures.text()),
  config: z.unknown(),
})

const environmentSchema = z
  .object({
    class: figures.text(),
    calibration: figures.amount(),
    startedAt: z.iso.datetime({ precision: 3, error: 'must be a moment such as 2026-01-31T02:00:00.000Z' }),
    commit: z.string().max(1000).nullable(),
  })
  .catchall(z.union([figures.text(), z.number(), z.boolean(), z.null()]))

/** JSON has no number for "never" or for an unknown figure, so such a value is null. */
const measuredSchema = objectOf<Omit<Sample, 'value'> & { readonly value: number | null }>()({
  suite: figures.word(),
  arm: figures.label(),
  variant: figures.word(),
  phase: z.enum(['all', ...PHASES]),
  metric: figures.word(),
  unit: z.enum(UNIT_NAMES),
  better: z.enum(['lower', 'higher', 'neither']),
  kind: z.enum(['exact', 'noisy']),
  repeat: z.int().min(1),
  seed: z.int().min(0),
  requests: figures.count(),
  value: figures.signed().nullable(),
  status: z.enum(['valid', 'invalid', 'partial']),
})

/** A figure, or the words of a verdict: `metastable`, or how often each verdict was given. */
const WORDS = new RegExp(`^(${VERDICT_KINDS.join('|')})( \\d+)?(, (${VERDICT_KINDS.join('|')}) \\d+)*$`)
const figureSchema = z.union([figures.signed(), z.literal('never'), z.string().regex(WORDS).max(1000), z.null()])
const thresholdSchema = objectOf<ThresholdResult>()({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.word(),
  threshold: figures.text(),
  expression: figures.text(),
  unit: z.enum(['count', 'ratio', 'per_second', 'ms', 'word']),
  measured: figureSchema,
  limit: figureSchema,
  verdict: z.enum(['ok', 'failed', 'insufficient', 'invalid']),
  reason: figures.text(),
})

const discardedSchema = objectOf<DiscardedRun>()({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.word(),
  repeat: z.int().min(1),
  seed: z.int().min(0),
  warnings: z.array(warningSchema),
  othersCores: othersCoresSchema,
  goodputRatio: z.number().min(0).max(1),
})

type Context = z.core.$RefinementCtx

/** A run whose counts add up. */
const runSchema = runResultSchema.superRefine((run, context) => {
  for (const { path, message } of recount(run)) context.addIssue({ code: 'custom', path: [...path], message })
})

const runsSchema = z.array(runSchema).superRefine(refuseTwice)

/** `run.json`. */
export const dataSchema = objectOf<
  Omit<RunData, 'measured'> & { readonly measured: readonly z.infer<typeof measuredSchema>[] }
>()({
  schema: z.literal(SCHEMA),
  status: z.enum(['complete', 'partial']),
  environment: environmentSchema,
  plans: z.record(figures.label(), figures.text()),
  interleaved: z.string().max(1000).nullable(),
  suites: z.array(suiteSchema),
  runs: runsSchema,
  // Results from before runs were repeated have none.
  discarded: z.array(discardedSchema).default([]),
  simulated: runsSchema,
  measured: z.array(measuredSchema).superRefine((samples, context) => {
    for (const { index, message } of sampleMistakes(samples))
      context.addIssue({ code: 'custom', path: [index], message })
  }),
  thresholds: z.array(thresholdSchema),
})

/** Refuses a repeat that is there twice, because it would count twice. */
function refuseTwice(runs: readonly RunResult[], context: Context): void {
  const repeats = groupBy(
    runs.map((run, index) => ({ run, index })),
    ({ run }) => [run.suite, run.variant, run.arm, run.repeat].join(' '),
  )
  for (const [first, second] of repeats.values()) {
    if (second === undefined) continue
    const { suite, variant, arm, repeat } = second.run
    const message = `must hold each repeat once, got repeat ${repeat} of ${suite} ${variant} ${arm} again (first: ${first!.index})`
    context.addIssue({ code: 'custom', path: [second.index], message })
  }
}
