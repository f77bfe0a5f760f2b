import { notOneOf, suggestion } from '../core/suggestion.ts'
import { VERDICT_KINDS, type VerdictKind } from '../metrics/verdict.ts'
import { aggregationsOf, type JudgedMetric } from './judged-metric.ts'

/**
 * The figure of a metric that a threshold uses: a percentile or other figure of a latency, or the value of a scalar.
 */
export type Aggregation =
  | {
      readonly kind: 'percentile'
      /** Share of the values, 0 to 1. */
      readonly q: number
      /** As the user wrote it: `p(99)`, `med`. */
      readonly text: string
    }
  | { readonly kind: 'avg' | 'min' | 'max' | 'value'; readonly text: string }

/** Comparisons of a measured figure with its limit. */
export const OPERATORS = {
  '<': (measured: number, limit: number) => measured < limit,
  '<=': (measured: number, limit: number) => measured <= limit,
  '>': (measured: number, limit: number) => measured > limit,
  '>=': (measured: number, limit: number) => measured >= limit,
  '==': (measured: number, limit: number) => measured === limit,
  '===': (measured: number, limit: number) => measured === limit,
  '!=': (measured: number, limit: number) => measured !== limit,
} as const
export type Operator = keyof typeof OPERATORS

/** Operators that the verdict allows. */
const WORD_OPERATORS = ['==', '===', '!='] as const satisfies readonly Operator[]

/**
 * Limit of a figure: a number (latencies in ms), or a multiple of the same figure of a baseline. The limit of the
 * verdict is a word.
 */
type Limit = FigureLimit | WordLimit
type WordLimit = { readonly kind: 'word'; readonly word: VerdictKind }
export type FigureLimit =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'baseline'; readonly factor: number }

/** A condition such as `p(99)<250`. */
export interface Expression {
  readonly text: string
  readonly aggregation: Aggregation
  readonly operator: Operator
  readonly limit: Limit
}

const NUMBER = String.raw`((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)`
const WHOLE = /^\s*([a-z]+(?:\([^)]*\))?)\s*(<=|>=|===|==|!=|<|>)\s*(\S.*?)\s*$/
const LIMITS = [
  new RegExp(`^${NUMBER}$`),
  new RegExp(String.raw`^baseline(?:\s*\*\s*${NUMBER})?$`),
  new RegExp(String.raw`^${NUMBER}\s*\*\s*baseline$`),
] as const

/**
 * Reads a condition. Returns the broken rule as a text where it is wrong, with `got` where a part of it is. `metric` is
 * undefined when its name is wrong.
 */
export function readExpression(text: string, metric: JudgedMetric | undefined): Expression | string {
  const parts = WHOLE.exec(text)
  if (parts === null) return `must be such as ${exampleFor(metric)}${meantText(text)}`
  const [, aggregationText, operator, limitText] = parts as unknown as [string, string, Operator, string]
  const aggregation = readAggregation(aggregationText)
  if (metric !== undefined && !fits(aggregation, metric)) {
    const known = aggregationsOf(metric)
    return `its aggregation must be one of ${known.join(', ')} for ${metric.name}, got ${JSON.stringify(aggregationText)}${suggestion(aggregationText, known.filter(isWord))}`
  }
  if (typeof aggregation === 'string') return aggregation
  const limit = metric?.kind === 'verdict' ? readWord(operator, limitText) : readLimit(limitText)
  return typeof limit === 'string' ? limit : { text: text.trim(), aggregation, operator, limit }
}

/** Reads an aggregation such as `p(99)`, `med` or `count`, or returns why it is none. Does not check the metric. */
export function readAggregation(text: string): Aggregation | string {
  const percent = /^p\(\s*(\d+(?:\.\d+)?)\s*\)$/.exec(text)?.[1]
  if (percent !== undefined) {
    // Read as a decimal, since 99.9 / 100 is not 0.999.
    const q = Number(`${percent}e-2`)
    if (q > 0 && q < 1) return { kind: 'percentile', q, text: `p(${percent})` }
    return `its percentile must be above 0 and below 100 (the ends are min and max), got ${JSON.stringify(text)}`
  }
  if (text === 'med') return { kind: 'percentile', q: 0.5, text }
  if (text === 'avg' || text === 'min' || text === 'max') return { kind: text, text }
  if (text === 'value' || text === 'count' || text === 'rate') return { kind: 'value', text }
  return `its aggregation must be one of p(N), med, avg, min, max, value, count, rate, got ${JSON.stringify(text)}`
}

/**
 * Whether the metric has this aggregation. A wrong percentile of a latency passes: its own mistake is the better
 * message.
 */
function fits(aggregation: Aggregation | string, metric: JudgedMetric): boolean {
  if (typeof aggregation === 'string') return metric.kind === 'latency' && aggregation.startsWith('its percentile')
  return aggregationsOf(metric).includes(aggregation.text.startsWith('p(') ? 'p(N)' : aggregation.text)
}

/** Reads the limit of the verdict. Verdicts have no agreed order, so a limit allows only equal and not equal. */
function readWord(operator: Operator, text: string): Limit | string {
  if (!WORD_OPERATORS.some((known) => known === operator)) {
    return `its operator must be one of ${WORD_OPERATORS.join(', ')} for verdict, got ${JSON.stringify(operator)}`
  }
  const word = VERDICT_KINDS.find((kind) => kind === text)
  return word === undefined ? `its limit ${notOneOf(VERDICT_KINDS, text)}` : { kind: 'word', word }
}

function readLimit(text: string): Limit | string {
  const [number, after, before] = LIMITS.map((pattern) => pattern.exec(text))
  const refused = `its limit must be a number, or baseline, baseline*1.10 or 1.10*baseline, got ${JSON.stringify(text)}`
  if (number) {
    const value = Number(number[1])
    return Number.isFinite(value) ? { kind: 'number', value } : refused
  }
  const factor = Number((after ?? before)?.[1] ?? (after ? 1 : Number.NaN))
  if (Number.isNaN(factor)) return refused
  if (factor > 0 && Number.isFinite(factor)) return { kind: 'baseline', factor }
  return `its factor must be a finite number above 0, got ${JSON.stringify(text)}`
}

/** The end of a message about a percentile that is written `p99`; empty for any other text. */
function meantText(text: string): string {
  const meant = text.replace(/^\s*p(\d+(?:\.\d+)?)(?=\s*[<>=!])/, 'p($1)')
  return meant === text ? '' : `, got ${JSON.stringify(text)}; did you mean ${meant}?`
}

/** Whether an aggregation is written as it stands, unlike `p(N)`. */
function isWord(aggregation: string): boolean {
  return /^[a-z]+$/.test(aggregation)
}

function exampleFor(metric: JudgedMetric | undefined): string {
  if (metric?.kind === 'verdict') return 'value==absorbed or value!=metastable'
  return metric?.kind === 'scalar' ? 'value<=1.2 or value<=baseline*1.10' : 'p(99)<250, avg<=50 or p(99)<=baseline*1.10'
}
