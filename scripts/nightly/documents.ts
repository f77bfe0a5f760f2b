import { z } from 'zod'
import { figures } from '../../bench/metrics/figures-schema.ts'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import { ENDS, KINDS } from '../../bench/verify/corpus/system.ts'
import type { FalseAlarms } from '../../reports/compare/false-alarms.ts'
import type { HistoryCheck } from '../../reports/history/check-json.ts'
import type { NightlyVerdicts } from '../../reports/nightly/nightly-data.ts'
import { readDocument } from '../cli/document-file.ts'
import type { PartName } from './nightly-parts.ts'

/** Documents that parts have written; null until then. */
export interface Documents {
  readonly falseAlarms: FalseAlarms | null
  readonly verdicts: NightlyVerdicts | null
  readonly found: HistoryCheck | null
}

/** Reads the document that the last command of a part has written; empty when none can be read. */
export function documentOf(part: PartName, file: string): Partial<Documents> {
  const kind = DOCUMENTS[part]
  const document = kind === undefined ? undefined : readDocument(file, kind.schema)
  return document === undefined ? {} : { [kind!.name]: document }
}

const FIGURE = z.union([figures.signed(), z.literal(['inf', '-inf'])])
const CHANGE = z.looseObject({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.label(),
  metric: figures.word(),
  kind: z.enum(['exact', 'noisy']),
  unit: z.enum(UNIT_NAMES),
  direction: z.enum(['regressed', 'improved', 'changed']),
  night: figures.text(),
  commit: z.string().nullable(),
  before: FIGURE,
  after: FIGURE,
  share: figures.signed().nullable(),
  p: figures.amount().nullable(),
})
const FALSE_ALARMS = z.looseObject({
  comparisons: figures.count(),
  alarms: figures.count(),
  share: figures.amount(),
  low: figures.amount(),
  high: figures.amount(),
  series: figures.count(),
  runs: figures.count(),
  max: figures.amount(),
  holds: z.boolean(),
})
const TALLY = z.object({
  kind: z.enum([...KINDS, 'all']),
  systems: figures.count(),
  courses: figures.count(),
  answers: figures.count(),
  opposite: figures.count(),
  undecided: z.array(figures.amount().nullable()),
})
const OPPOSITE = z.object({
  name: figures.word(),
  seed: figures.amount(),
  cutS: figures.count(),
  verdict: z.enum(VERDICT_KINDS),
  end: z.enum(ENDS),
})
/** Without its systems, which are many. */
const VERDICTS = z.object({
  cutsS: z.array(figures.count()),
  firstSeed: figures.amount(),
  seeds: figures.count(),
  tallies: z.array(TALLY).min(1),
  opposites: z.array(OPPOSITE),
  oppositeHigh: figures.amount(),
})
const FOUND = z.looseObject({ series: figures.count(), changes: z.array(CHANGE), suspects: z.array(CHANGE) })

const DOCUMENTS: Readonly<Partial<Record<PartName, { readonly name: keyof Documents; readonly schema: z.ZodType }>>> = {
  'false-alarms': { name: 'falseAlarms', schema: FALSE_ALARMS },
  verdicts: { name: 'verdicts', schema: VERDICTS },
  history: { name: 'found', schema: FOUND },
}
