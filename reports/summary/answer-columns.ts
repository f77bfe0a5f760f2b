import { answersText } from '../../bench/metrics/answers.ts'
import { isCollapse, type VerdictKind } from '../../bench/metrics/verdict.ts'
import { countText, durationText, fixed, msOfUs, percent } from '../format.ts'
import type { Column } from '../table.ts'
import { answerFigure } from './answer-figure.ts'
import type { ArmAnswer } from './summary-data.ts'
import { answerTone, verdictWords } from './verdict-words.ts'

type AnswerColumn = Column<ArmAnswer>

const metric = (name: string, digits: number) => (arm: ArmAnswer) => fixed(answerFigure(arm, name), digits)
const count = (name: string) => (arm: ArmAnswer) => countText(answerFigure(arm, name))
const share = (name: string) => (arm: ArmAnswer) => percent(answerFigure(arm, name))
const seconds = (name: string, digits: number) => (arm: ArmAnswer) => fixed(answerFigure(arm, name) / 1000, digits)
/** The first latency of an arm: `response`, or `service` where it is clocked from dequeue. */
const headline = (quantile: string): AnswerColumn => {
  const us = (arm: ArmAnswer) => answerFigure(arm, `${arm.clockFrom === 'plan' ? 'response' : 'service'}_${quantile}`)
  return {
    head: `${quantile} [ms]`,
    cell: (arm) => msOfUs(us(arm)),
    short: { head: `${quantile} of ok`, cell: (arm) => durationText(us(arm) / 1000) },
  }
}

/** The fields that the printed name of an arm needs. */
type Named = Pick<ArmAnswer, 'arm' | 'variant' | 'clockFrom'>

/** Columns that name an arm. The variant is there only where a suite has more than one. */
export function nameColumns<Row extends Named>(arms: readonly Row[]): Column<Row>[] {
  const name: Column<Row> = {
    head: 'arm',
    cell: ({ arm, clockFrom }) => (clockFrom === 'plan' ? arm : `${arm} (clocked from dequeue)`),
    tone: () => 'strong',
    cuts: true,
    short: { head: 'arm', cell: ({ arm, clockFrom }) => (clockFrom === 'plan' ? arm : `${arm} (dequeue)`) },
  }
  if (new Set(arms.map(({ variant }) => variant)).size < 2) return [name]
  return [{ head: 'variant', cell: ({ variant }) => variant, cuts: true }, name]
}

/**
 * Columns of a suite's answer: the verdict where there is one, then figures that count every request, then the rest.
 */
export function answerColumns(arms: readonly ArmAnswer[]): AnswerColumn[] {
  const isJudged = arms.some(({ verdict }) => verdict !== null)
  return [
    ...(isJudged ? [VERDICT_IN_WORDS] : []),
    ...applying(DECIDING, arms),
    ...(isJudged && arms.some(({ repeats }) => repeats > 1) ? [COLLAPSE] : []),
    ...REST,
    ...(arms.some(({ answers }) => answers !== null) ? [ANSWERS] : []),
  ]
}

/**
 * The same for a terminal. A sign stands first where there are verdicts. The status is shown, before the figures, only
 * where an arm is not valid. `shownMin` are the columns before the figures; `wanted` adds the first figures.
 */
export function terminalColumns(arms: readonly ArmAnswer[]): {
  readonly columns: readonly AnswerColumn[]
  readonly shownMin: number
  readonly wanted: number
} {
  const [first, ...others] = answerColumns(arms).filter((column) => column !== STATUS)
  const isJudged = first === VERDICT_IN_WORDS
  const leading = [
    ...(isJudged ? [SIGN] : []),
    ...nameColumns(arms),
    ...(isJudged ? [first] : []),
    ...(arms.some(({ status }) => status !== 'valid') ? [STATUS] : []),
  ]
  return {
    columns: [...leading, ...(isJudged ? [] : [first!]), ...others],
    shownMin: leading.length,
    wanted: leading.length + WANTED,
  }
}

/** Columns on the time after the trigger. */
export const verdictColumns = (arms: readonly ArmAnswer[]) => applying(AFTER_TRIGGER, arms)

/** Leaves out columns that only our targets can fill where all arms call a service of the user. */
function applying(columns: readonly AnswerColumn[], arms: readonly ArmAnswer[]): AnswerColumn[] {
  const isCounted = arms.some(({ answers }) => answers === null)
  return columns.filter((column) => isCounted || !OF_MODELS.has(column))
}

const VERDICT_IN_WORDS: AnswerColumn = { head: 'verdict', cell: verdictWords, tone: answerTone }
const SIGN: AnswerColumn = { head: '', cell: (arm) => SIGNS[answerTone(arm) ?? 'none'], tone: answerTone, tight: true }
const SIGNS = { good: '✓', late: '~', bad: '✗', unknown: '?', none: '' } as const
/** Number of figures (in time, p99 of all, wasted work) that are kept by cutting names. */
const WANTED = 3
/** Tone of figures that are bad only in an arm that is down. */
const badWhereDown = (arm: ArmAnswer) => (answerTone(arm) === 'bad' ? 'bad' : undefined)

/** `metastable`, or the count of each verdict where the seeds differ: `metastable 7, slow 3`. */
const VERDICT: AnswerColumn = {
  head: 'verdict',
  cell: ({ verdict }) => {
    if (verdict === null) return 'n/a'
    const counts = Object.entries(verdict.counts)
    return counts.length < 2 ? verdict.kind : counts.map(([kind, times]) => `${kind} ${times}`).join(', ')
  },
}

/** The share of decided seeds that are metastable or oscillating. */
const COLLAPSE: AnswerColumn = {
  head: 'P(collapse), 95 % interval',
  cell: ({ collapse }) => {
    if (collapse === null || collapse.decided === 0) return 'n/a'
    const { share, low, high } = collapse
    return `${fixed(share ?? Number.NaN, 2)} (${fixed(low, 2)} to ${fixed(high, 2)})`
  },
  short: {
    head: 'collapsed',
    cell: ({ verdict, collapse }) => {
      if (verdict === null || collapse === null) return 'n/a'
      const counts = Object.entries(verdict.counts) as [VerdictKind, number][]
      const collapsed = counts.reduce((sum, [kind, times]) => sum + (isCollapse(kind) ? times : 0), 0)
      return `${collapsed} of ${collapse.decided}`
    },
  },
}

const ANSWERS: AnswerColumn = {
  head: 'answers, all repeats',
  cell: ({ answers }) => (answers && answersText(answers)) || '-',
}

const WASTED_WORK: AnswerColumn = {
  head: 'wasted work',
  cell: share('wasted_work_ratio'),
  tone: badWhereDown,
  short: { head: 'wasted' },
}
const WORK_AMPLIFICATION: AnswerColumn = { head: 'work amplification', cell: metric('work_amplification', 2) }
const SPARED: AnswerColumn = { head: 'in time, shards without a fault', cell: share('goodput_ratio_spared') }
const LEAF: AnswerColumn = { head: 'leaf attempts/request', cell: metric('leaf_amplification', 2) }
/** Columns that need the counters, model and faults of one of our targets. */
const OF_MODELS: ReadonlySet<AnswerColumn> = new Set([WASTED_WORK, WORK_AMPLIFICATION, SPARED, LEAF])

/** Figures that count every request. Figures of successful requests alone look healthy in an arm that collapsed. */
const DECIDING: readonly AnswerColumn[] = [
  { head: 'in time', cell: share('goodput_ratio'), tone: badWhereDown },
  {
    head: 'p99 of all [ms]',
    cell: (arm) => msOfUs(answerFigure(arm, 'response_adj_p99')),
    tone: badWhereDown,
    short: { head: 'p99 all', cell: (arm) => durationText(answerFigure(arm, 'response_adj_p99') / 1000) },
  },
  WASTED_WORK,
  { head: 'attempts/request', cell: metric('retry_amplification', 2), short: { head: 'att./req' } },
]

const STATUS: AnswerColumn = { head: 'status', cell: ({ status }) => status }

const REST: readonly AnswerColumn[] = [
  STATUS,
  headline('p50'),
  headline('p99'),
  { head: 'in flight max', cell: count('in_flight_max') },
]

const AFTER_TRIGGER: readonly AnswerColumn[] = [
  VERDICT,
  COLLAPSE,
  { head: 'goodput deficit', cell: count('goodput_deficit') },
  { head: 'degraded [s]', cell: seconds('degraded_time', 0) },
  { head: 'back after [s]', cell: seconds('return_time', 1) },
  { head: 'drain [s]', cell: seconds('drain_time', 1) },
  WORK_AMPLIFICATION,
  WASTED_WORK,
  SPARED,
  LEAF,
]
