import { z } from 'zod'
import { BROKER_KINDS } from '../core/broker-info.ts'
import { ATTEMPT_CAUSES, RETRY_REASONS } from '../core/call.ts'
import { MECHANISMS, OUTCOME_KINDS } from '../core/outcome.ts'
import { PHASES } from '../core/phase.ts'
import { figures, objectOf } from './figures-schema.ts'
import { histogramSchema } from './histogram-schema.ts'
import {
  type AnswerCounts,
  type BrokerRecord,
  type CallCounts,
  type Exceeded,
  LATENCIES,
  type PhaseResult,
  type ProxyCounts,
  type RunResult,
  type TargetCounters,
  type Warning,
  type WindowRow,
  type WorkerRecord,
} from './result.ts'
import { VERDICT_KINDS, type Verdict } from './verdict.ts'

/** Windows of a run and runs of a result, at most. */
const LIST_MAX = 1_000_000

/** An object with a value for each of these names. Much faster than a record, and a result has millions. */
function eachOf<Name extends string, Value extends z.ZodType>(names: readonly Name[], value: Value) {
  return z.object(Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>)
}

/** Outcomes and latencies of the requests of a phase. */
const phaseResultSchema = objectOf<PhaseResult>()({
  phase: z.enum(PHASES),
  spanMs: figures.amount(),
  requests: figures.count(),
  outcomes: eachOf(OUTCOME_KINDS, figures.count()),
  reasons: z.record(figures.label(), figures.count()),
  late: figures.count(),
  goodDone: figures.count(),
  // Older results do not have it. There the last phase lasts until the last result.
  goodAfterLoad: histogramSchema.default({ count: 0, sumUs: 0, maxUs: 0, buckets: [] }),
  duplicates: figures.count(),
  attempts: eachOf(ATTEMPT_CAUSES, figures.count()),
  rejections: eachOf(MECHANISMS, figures.count()),
  usefulBusyMs: figures.amount().nullable(),
  expectedFailures: figures.amount(),
  latencies: eachOf(LATENCIES, histogramSchema),
})

/** One window of a run. */
export const windowRowSchema = objectOf<WindowRow>()({
  fromMs: figures.amount(),
  phase: z.enum(PHASES),
  offered: figures.count(),
  good: figures.count(),
  goodPlanned: figures.count(),
  attempts: figures.count(),
  retries: figures.count(),
  retriesAfter: eachOf(RETRY_REASONS, figures.count()),
  redeliveries: figures.count(),
  inFlightMax: figures.count(),
  inFlight: figures.count(),
  targetInFlight: figures.count().nullable(),
  queueDepth: figures.count(),
  open: figures.count(),
  queueAgeMs: figures.amount(),
  breakersOpen: figures.count(),
  rejections: eachOf(MECHANISMS, figures.count()),
  p50Us: figures.amount().nullable(),
  p99Us: figures.amount().nullable(),
  maxUs: figures.amount().nullable(),
}).refine(({ p50Us, p99Us, maxUs }) => ascends([p50Us, p99Us, maxUs]), { error: 'must have p50Us <= p99Us <= maxUs' })

function ascends(values: readonly (number | null)[]): boolean {
  const known = values.filter((value) => value !== null)
  return known.every((value, i) => i === 0 || known[i - 1]! <= value)
}

/** Counters of a target. */
export const targetSchema = objectOf<TargetCounters>()({
  attempts: figures.count(),
  leafAttempts: figures.count().nullable(),
  ok: figures.count(),
  duplicates: figures.count().exactOptional(),
  errors: figures.count(),
  shed: figures.count(),
  busyMs: figures.amount(),
  inFlightMax: figures.count(),
  abandoned: figures.count(),
  leftInFlight: figures.count().exactOptional(),
  loopDelayP99Ms: figures.amount(),
})

/** How attempts at a URL were answered. */
const answersSchema = objectOf<AnswerCounts>()({
  statuses: z.record(z.string().regex(/^[1-9]\d\d$/, 'must be a status from 100 to 999'), figures.count()),
  unanswered: z.record(figures.label(), figures.count()),
  resent: figures.count(),
  calls: objectOf<CallCounts>()({ ok: figures.count(), blockedMsMax: figures.amount() }).exactOptional(),
  unexpected: z.record(figures.label(), figures.count()).exactOptional(),
})

/** Counts of the fault proxy before a service. */
const proxySchema = objectOf<ProxyCounts>()({
  connections: figures.count(),
  requests: figures.count().nullable(),
  passed: figures.count(),
  answered: figures.count(),
  resent: figures.count(),
  notPassed: figures.count(),
  injected: z.record(figures.label(), figures.count()),
  bytesToService: figures.count(),
  bytesFromService: figures.count(),
  loopDelayP99Ms: figures.amount(),
  addedMaxMs: figures.signed().nullable(),
})

/** A broker, the run's settings for it, and its incidents. */
const brokerRecordSchema = objectOf<BrokerRecord>()({
  kind: z.enum(BROKER_KINDS),
  server: figures.text(),
  client: figures.text(),
  storage: figures.text(),
  confirmWindow: figures.count().nullable(),
  capabilities: objectOf<BrokerRecord['capabilities']>()({
    confirm: z.enum(['process memory', 'broker memory', 'page cache', 'fsync']),
    bound: z.enum(['exact', 'in-flight window', 'client']),
    boundCounts: z.enum(['all', 'ready']),
    delay: z.enum(['any', 'ladder']),
    redeliverOnCrash: z.enum(['never', 'connection', 'lease', 'lock']),
    ttl: z.enum(['on time', 'at delivery']),
  }),
  depthMax: figures.count(),
  deliveriesMax: figures.count(),
  leaseMs: figures.amount().nullable(),
  seen: objectOf<BrokerRecord['seen']>()({
    published: figures.count(),
    confirmed: figures.count(),
    refused: figures.count(),
    unknown: figures.count(),
    unsent: figures.count(),
    delivered: figures.count(),
    deliveredAgain: figures.count(),
    unfinished: figures.count(),
    lost: figures.count().nullable(),
  }),
  incidents: z.array(
    objectOf<BrokerRecord['incidents'][number]>()({
      atMs: figures.signed(),
      kind: z.enum(['down', 'up', 'blocked', 'unblocked', 'foreign', 'failed']),
      detail: figures.text(),
    }),
  ),
  crash: objectOf<NonNullable<BrokerRecord['crash']>>()({
    killedMs: figures.signed(),
    backMs: figures.signed().nullable(),
    publishingAfterMs: figures.signed().nullable(),
    consumingAfterMs: figures.signed().nullable(),
  }).nullable(),
  consumerCrash: objectOf<NonNullable<BrokerRecord['consumerCrash']>>()({
    killedMs: figures.signed(),
    held: figures.count(),
    cameBack: figures.count(),
    firstAfterMs: figures.signed().nullable(),
    medianAfterMs: figures.signed().nullable(),
    lastAfterMs: figures.signed().nullable(),
  }).nullable(),
})

const workerSchema = objectOf<WorkerRecord>()({
  name: figures.text(),
  environmentClass: figures.text(),
  planned: figures.count(),
  requests: figures.count(),
  lost: z.object({ atMs: figures.signed(), why: figures.text() }).nullable(),
  clockErrorMs: figures.amount(),
})

/** A doubt about a run. */
export const warningSchema = objectOf<Warning>()({
  severity: z.enum(['invalid', 'note']),
  message: figures.text(),
  advice: figures.text(),
  exceeded: objectOf<Exceeded>()({
    what: figures.text(),
    value: figures.amount(),
    bound: figures.amount(),
    unit: z.enum(['ms', 'ratio']),
  }).exactOptional(),
})

/** Cores that other programs used; missing in older results. */
export const othersCoresSchema = figures.amount().nullable().default(null)

/** Each phase at most once. At least one is no warm-up, since figures of the warm-up are thrown away. */
const phasesSchema = z
  .array(phaseResultSchema)
  .refine((phases) => new Set(phases.map(({ phase }) => phase)).size === phases.length, {
    error: 'must have each phase once',
  })
  .refine((phases) => phases.some(({ phase }) => phase !== 'warmup'), { error: 'must have a phase other than warmup' })

const verdictSchema = objectOf<Verdict>()({
  kind: z.enum(VERDICT_KINDS),
  reason: figures.text(),
  neededS: figures.amount().nullable(),
  backAfterMs: figures.amount().nullable(),
  isProjected: z.boolean(),
  afterS: figures.count(),
  beyondPlanS: figures.count(),
})

/** A run as stored in a result. {@link recount} checks that its counts add up. */
export const runResultSchema = objectOf<RunResult>()({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.word(),
  style: z.enum(['rpc', 'queue']),
  clockFrom: z.enum(['plan', 'dequeue']),
  repeat: z.int().min(1).max(LIST_MAX),
  seed: z.int().min(0),
  clock: z.enum(['real', 'virtual']),
  status: z.enum(['valid', 'invalid', 'partial']),
  warnings: z.array(warningSchema),
  deadlineMs: figures.amount().nullable(),
  durationMs: figures.amount(),
  phases: phasesSchema,
  windowMs: z.literal([100, 200, 250, 500, 1000]),
  timeline: z.array(windowRowSchema).max(LIST_MAX),
  spared: z.object({ requests: figures.count(), good: figures.count() }).nullable(),
  capacityPerSecond: figures.amount().nullable(),
  recoverWithinMs: figures.amount(),
  triggerStartMs: figures.amount().nullable(),
  triggerEndMs: figures.amount().nullable(),
  verdict: verdictSchema.nullable(),
  loadEndMs: figures.amount(),
  inFlightMax: figures.count(),
  queueDepthMax: figures.count(),
  queueAgeMaxMs: figures.amount(),
  target: targetSchema.nullable(),
  eventLoopDelayP99Ms: figures.amount(),
  othersCores: othersCoresSchema,
  answers: answersSchema.exactOptional(),
  proxy: proxySchema.exactOptional(),
  broker: brokerRecordSchema.exactOptional(),
  workers: z.array(workerSchema).exactOptional(),
  trace: z.object({ hash: z.string().max(100), events: figures.count() }).exactOptional(),
}) satisfies z.ZodType<RunResult>
