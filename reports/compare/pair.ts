import { groupBy } from '../../bench/core/group-by.ts'
import { ascending, median } from '../../bench/core/order.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { type MetricRule, ruleOf } from './metric-rule.ts'
import type { Row, RowSide } from './row.ts'
import { arePaired, pairKey, seriesOf, valuesOf } from './series.ts'
import type { ComparedSample, Side } from './side.ts'

/** One series on both sides. */
export interface Pair {
  readonly base: readonly Sample[]
  readonly head: readonly Sample[]
  /** First sample of the series: it has the fields that all share. */
  readonly first: ComparedSample
  readonly rule: MetricRule
  /** Seeds and repeats that ran the arm, with or without a value of this metric. */
  readonly baseRuns: ReadonlySet<string>
  readonly headRuns: ReadonlySet<string>
}

/**
 * All series of two sides by key, in the order of the base. A series that some run of the base lacks, such as a
 * percentile of too few requests, gates nothing. A series that only head lacks does gate.
 */
export function pairsOf(base: Side, head: Side): Map<string, Pair> {
  const [was, is] = [seriesOf(base.samples), seriesOf(head.samples)]
  const [baseRuns, headRuns] = [runsOf(base), runsOf(head)]
  const keys = [...new Set([...was.keys(), ...is.keys()])]
  return new Map(
    keys.map((key) => {
      const [x, y] = [was.get(key) ?? [], is.get(key) ?? []]
      const first = x[0] ?? y[0]!
      const runs = { baseRuns: baseRuns.get(armKey(first)) ?? NONE, headRuns: headRuns.get(armKey(first)) ?? NONE }
      const isFull = x.length === runs.baseRuns.size
      const rule = ruleOf(first)
      return [key, { base: x, head: y, first, rule: { ...rule, gates: rule.gates && isFull }, ...runs }]
    }),
  )
}

const NONE: ReadonlySet<string> = new Set()

/** Whether each run of head has the value of its partner in base, or all runs have one value. */
export function areTheSame({ base, head }: Pair): boolean {
  const isOneValue = new Set(valuesOf([...base, ...head])).size === 1
  return isOneValue || (arePaired(base, head) && base.every(({ value }, i) => value === head[i]!.value))
}

/** The fields of a row that do not depend on its verdict. */
export function rowOf({ first, rule, base, head }: Pick<Pair, 'first' | 'rule' | 'base' | 'head'>) {
  const { suite, arm, variant, phase, metric, unit, better, kind } = first
  return {
    suite,
    arm,
    variant,
    phase,
    metric,
    unit,
    better,
    kind,
    gates: rule.gates,
    scale: rule.effect,
    base: rowSide(base),
    head: rowSide(head),
  } satisfies Partial<Row>
}

function rowSide(samples: readonly Sample[]): RowSide | null {
  if (samples.length === 0) return null
  const values = valuesOf(samples)
  const known = values.filter((value) => value !== Number.POSITIVE_INFINITY)
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return {
    n: values.length,
    median: samples[0]!.metric === 'collapsed' ? mean : median(ascending(values)),
    mean,
    never: values.length - known.length,
  }
}

/** Which seeds and repeats ran each arm. */
function runsOf({ samples }: Side): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...groupBy(samples, armKey)].map(([arm, own]) => [arm, new Set(own.map(pairKey))]))
}

function armKey({ suite, variant, arm }: Sample): string {
  return `${suite} ${variant} ${arm}`
}
