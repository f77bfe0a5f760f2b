import { z } from 'zod'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'

/** Raised when a program that reads `summary.json` must change. */
export const SUMMARY_SCHEMA = 1
export const SUMMARY_FILE = 'summary.json'

const share = () => z.number().min(0).max(1)
const count = () => z.int().min(0)
const counts = () => z.record(z.string(), count())
const status = () => z.enum(['valid', 'invalid', 'partial'])
/** JSON has no Infinity and no NaN. */
const figure = () =>
  z
    .union([z.number(), z.literal('never'), z.null()])
    .describe('"never" is infinity; null is not known or does not apply')
const arm = { arm: z.string(), variant: z.string() } as const
const armRef = () => z.object(arm)
const arms = () => z.array(armRef())
const text = z.string().describe('the finding in words')

/** The requests of an arm that succeeded, and the cost. */
const outcome = () =>
  z.object({
    ...arm,
    inTime: figure().describe('share of the requests that succeeded within their deadline'),
    deadlineMs: z.number().nullable(),
    attemptsPerRequest: figure(),
    wasted: figure().describe("share of the target's work that nobody could use"),
  })

const verdictKind = z.enum(VERDICT_KINDS)
/** The verdict on an arm, and how many of its repeats have it. */
const held = { verdict: verdictKind, times: count().describe('repeats with this verdict'), repeats: count() } as const

/** A finding about a suite, derived from its figures alone. */
const findingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('interrupted'), text }).describe('no arm was complete'),
  z.object({ kind: z.literal('nothing-valid'), text }).describe('no run was valid'),
  z.object({
    kind: z.literal('messages-lost'),
    arms: z.array(z.object({ ...arm, lost: count().nullable(), confirmed: count() })),
    text,
  }),
  z
    .object({
      kind: z.literal('survival'),
      variant: z.string(),
      back: z.array(z.object({ ...arm, ...held, backAfterMs: z.number().nullable() })).describe('best first'),
      down: z.array(z.object({ ...arm, ...held })),
      undecided: arms(),
      text,
    })
    .describe('which arms come back after the trigger, and which stay down or fall again'),
  z
    .object({
      kind: z.literal('no-verdict'),
      reason: z.enum(['ends-in-trigger', 'no-trigger']),
      variants: z.array(z.string()).describe('empty for all variants'),
      text,
    })
    .describe('why a load with a trigger, or with several rates, has no verdict'),
  z
    .object({
      kind: z.literal('saved-by'),
      ...arm,
      elements: z.array(z.string()).min(1).describe('the cause is among these; a single one is the cause'),
      without: z.string().describe('the arm that has the same policies but these'),
      text,
    })
    .describe('an arm does better than another one that lacks only these elements of its policy'),
  z.object({ kind: z.literal('alike'), arms: arms(), text }).describe('arms that do the same'),
  z.object({ kind: z.literal('none-succeeded'), mostly: z.string(), text }),
  z.object({ kind: z.literal('one-arm'), arm: outcome(), text }),
  z.object({ kind: z.literal('same-share'), cheapest: outcome(), dearest: outcome(), text }),
  z.object({ kind: z.literal('best-and-worst'), best: outcome(), worst: outcome(), text }),
  z.object({
    kind: z.literal('variants'),
    variants: z.array(z.object({ variant: z.string(), gap: figure(), arms: z.array(outcome()) })),
    text,
  }),
  z.object({ kind: z.literal('not-comparable'), text }).describe('no variant has two valid arms'),
  z.object({
    kind: z.literal('spread'),
    arms: z.array(z.object({ ...arm, least: share(), most: share() })),
    text,
  }),
  z.object({ kind: z.literal('left-out'), arms: arms(), text }).describe('arms that are not valid'),
])
export type Finding = z.infer<typeof findingSchema>

const warningSchema = z.object({
  kind: z
    .enum(['invalid', 'note', 'discarded', 'machine'])
    .describe('`machine`: other programs used a tenth of a core or more during these repeats'),
  ...arm,
  clock: z.enum(['real', 'virtual']),
  repeats: z.array(z.int().min(1)),
  message: z.string(),
  advice: z.string(),
  exceeded: z
    .object({ what: z.string(), value: z.number(), bound: z.number(), unit: z.enum(['ms', 'ratio']) })
    .nullable(),
})
export type SummaryWarning = z.infer<typeof warningSchema>

const metricSchema = z.object({
  unit: z.enum(UNIT_NAMES),
  better: z.enum(['lower', 'higher', 'neither']),
  median: figure(),
  low: figure().describe('95 % interval of the median; null below six repeats'),
  high: figure(),
  min: figure(),
  max: figure(),
  repeats: count().describe('repeats in which it is known'),
})
export type SummaryMetric = z.infer<typeof metricSchema>

const verdictRunSchema = z.object({
  repeat: z.int().min(1),
  seed: count(),
  kind: verdictKind,
  reason: z.string().describe('empty where the verdict says all'),
  neededS: z.number().nullable().describe('seconds of further load that would decide; null when no length would'),
  backAfterMs: z.number().nullable().describe('from the end of the trigger until it was back; null when it is not'),
  isProjected: z.boolean(),
  afterS: count().describe('seconds of load after the trigger that the verdict is based on'),
  beyondPlanS: count().describe('load beyond the plan, at its last rate'),
})

const armSchema = z.object({
  ...arm,
  style: z.enum(['rpc', 'queue']),
  clock: z.enum(['real', 'virtual']),
  deadlineMs: z.number().nullable().describe('null: everything that succeeds counts as good'),
  clockFrom: z.enum(['plan', 'dequeue']).describe('where latencies begin: `dequeue` is a fault shown on purpose'),
  repeats: count(),
  status: status(),
  verdict: z
    .object({
      kind: verdictKind.describe('of most repeats'),
      counts: z.partialRecord(verdictKind, count()),
      backAfterMs: z
        .number()
        .nullable()
        .describe('half of the repeats were back this long after the trigger; null when at least half are not'),
      isProjected: z
        .boolean()
        .describe('backAfterMs is computed from the pace at which the backlog falls; it was not observed'),
      runs: z.array(verdictRunSchema).describe('seed by seed'),
    })
    .nullable()
    .describe('null without a trigger'),
  collapse: z
    .object({
      seeds: count(),
      decided: count(),
      share: share().nullable().describe('P(collapse); null when undecided seeds could move it over one half'),
      low: share().describe('Wilson interval, 95 %'),
      high: share(),
    })
    .nullable(),
  metrics: z
    .record(z.string(), metricSchema)
    .describe('headline metrics by name, of the whole run; summary.csv has all of them, by phase too'),
  answers: z
    .object({
      statuses: counts(),
      unanswered: counts(),
      resent: count(),
      unexpected: counts().exactOptional().describe('answers that were not as the suite expects'),
      calls: z
        .object({ ok: count(), blockedMsMax: z.number() })
        .exactOptional()
        .describe('only for a target that is a function'),
    })
    .nullable()
    .describe('how a service of the user answered the attempts of all repeats; null for one of our own targets'),
})
export type ArmAnswer = z.infer<typeof armSchema>

const transferSchema = z.object({
  ...arm,
  metric: z.string(),
  unit: z.enum(UNIT_NAMES),
  pairs: count().describe('runs of the same seed, valid in both'),
  real: z.number().describe('medians over the pairs'),
  virtual: z.number(),
  difference: z.number().describe('median of real minus virtual, pair by pair'),
  low: z.number().nullable().describe('95 % interval of that median; null below six pairs'),
  high: z.number().nullable(),
})
export type TransferAnswer = z.infer<typeof transferSchema>

const suiteSchema = z.object({
  suite: z.string(),
  question: z.string(),
  plan: z.string().nullable().describe("given on the command line instead of the suite's load"),
  arms: z.array(armSchema),
  virtual: z.array(armSchema).describe('the arms in virtual time, beside real ones; empty without'),
  transfer: z
    .array(transferSchema)
    .describe('how far headline metrics in real time are from virtual time; transfer.csv has all of them'),
  findings: z.array(findingSchema),
  warnings: z.array(warningSchema),
  figures: z
    .array(metricSchema.extend({ ...arm, phase: z.string(), metric: z.string(), status: status() }))
    .describe('figures of a suite that measures other things than arms under load'),
  thresholds: z.array(
    z.object({
      ...arm,
      threshold: z.string(),
      expression: z.string(),
      unit: z.string(),
      measured: z.union([z.number(), z.string(), z.null()]),
      limit: z.union([z.number(), z.string(), z.null()]),
      verdict: z.enum(['ok', 'failed', 'insufficient', 'invalid']),
      reason: z.string(),
    }),
  ),
})
export type SuiteAnswer = z.infer<typeof suiteSchema>

/**
 * `summary.json`: the answers of a result folder, for programs. Nothing in it differs between two runs of the same
 * data.
 */
export const summarySchema = z.object({
  schema: z.literal(SUMMARY_SCHEMA),
  status: z.enum(['complete', 'partial']),
  suites: z.array(suiteSchema),
  folder: z.string().nullable().optional().describe('only in the output of `run --json`: the folder of the files'),
})
export type SummaryData = z.infer<typeof summarySchema>
