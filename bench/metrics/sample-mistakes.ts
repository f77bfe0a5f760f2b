import { groupBy } from '../core/group-by.ts'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import { METRICS } from './metric.ts'
import { LATENCIES } from './result.ts'
import type { Sample } from './sample.ts'
import { SIGNED_UNITS } from './unit.ts'

/** A mistake in one of several samples. */
export interface SampleMistake {
  readonly index: number
  readonly message: string
}

/** A sample as read from a file; null where the figure is unknown. */
type ReadSample = Omit<Sample, 'value'> & { readonly value: number | null }
type Placed = ReadSample & { readonly index: number }

const KNOWN = new Map(METRICS.map((metric) => [metric.name, metric]))
const OUTCOMES = OUTCOME_KINDS.map((kind) => kind.replaceAll('-', '_'))
const QUANTILES = ['p50', 'p95', 'p99', 'p999', 'max']

/**
 * Returns samples that no run can have measured: figures below 0, a series that changes its unit, a repeat that occurs
 * twice, outcomes that do not add up to the requests, and percentiles that do not ascend.
 */
export function sampleMistakes(samples: readonly ReadSample[]): SampleMistake[] {
  const placed = samples.map((sample, index): Placed => ({ ...sample, index }))
  const place = ({ suite, variant, arm, phase }: Placed) => [suite, variant, arm, phase].join(' ')
  return [
    ...placed.flatMap(ofOne),
    ...[...groupBy(placed, (sample) => `${place(sample)} ${sample.metric}`).values()].flatMap(ofSeries),
    ...[...groupBy(placed, (sample) => `${place(sample)} ${sample.repeat}`).values()].flatMap(ofRun),
  ].sort((a, b) => a.index - b.index)
}

function ofOne({ index, metric, unit, better, value }: Placed): SampleMistake[] {
  const known = KNOWN.get(metric)
  if (known !== undefined && (known.unit !== unit || known.better !== better)) {
    return [{ index, message: `${metric} must be in ${known.unit}, better ${known.better}, got ${unit}, ${better}` }]
  }
  if (metric === 'collapsed' && value !== 0 && value !== 1)
    return [{ index, message: `${metric} must be 0 or 1, got ${value}` }]
  const isTooSmall = value !== null && value < 0 && !SIGNED_UNITS.includes(unit)
  return isTooSmall ? [{ index, message: `${metric} must be at least 0, got ${value}` }] : []
}

function ofSeries(samples: readonly Placed[]): SampleMistake[] {
  const { unit, better, kind } = samples[0]!
  const repeats = new Set<number>()
  return samples.flatMap((sample): SampleMistake[] => {
    const { index, repeat, suite, variant, arm, metric } = sample
    const name = `${metric} of ${suite} ${variant} ${arm}`
    if (repeats.has(repeat))
      return [{ index, message: `must hold each repeat once, got repeat ${repeat} of ${name} again` }]
    repeats.add(repeat)
    if (sample.unit === unit && sample.better === better && sample.kind === kind) return []
    return [{ index, message: `${name} must have the same unit, better and kind in every repeat` }]
  })
}

/** Mistakes in the ledger of one repeat and phase, as far as its figures are known. An invalid run may have them. */
function ofRun(samples: readonly Placed[]): SampleMistake[] {
  if (samples.some(({ status }) => status === 'invalid')) return []
  const values = new Map(samples.map(({ metric, value }) => [metric, value ?? Number.NaN]))
  const at = (metric: string) => samples.find((sample) => sample.metric === metric)!.index
  const mistakes: SampleMistake[] = []
  // A figure that compares two runs, as in `capacity`, belongs to the seed of neither.
  const ofLedger = samples.filter(({ metric }) => KNOWN.has(metric))
  const odd = ofLedger.find(({ seed }) => seed !== ofLedger[0]!.seed)
  if (odd !== undefined) mistakes.push({ index: odd.index, message: 'a repeat must have one seed' })
  const requests = values.get('requests')
  const outcomes = OUTCOMES.map((name) => values.get(name) ?? Number.NaN)
  const ended = outcomes.reduce((sum, value) => sum + value, 0)
  if (requests !== undefined && !Number.isNaN(ended) && ended !== requests)
    mistakes.push({
      index: at('requests'),
      message: `requests must be the sum of the outcomes, ${ended}, got ${requests}`,
    })
  if (values.get('late')! > values.get('ok')!)
    mistakes.push({
      index: at('late'),
      message: `late must be at most ok, ${values.get('ok')}, got ${values.get('late')}`,
    })
  for (const latency of [...LATENCIES, 'response_adj']) {
    const known = QUANTILES.map((quantile) => `${latency}_${quantile}`).filter((metric) => values.has(metric))
    const low = known.findIndex((metric, i) => i > 0 && values.get(metric)! < values.get(known[i - 1]!)!)
    if (low < 0) continue
    const [below, metric] = [known[low - 1]!, known[low]!]
    const message = `${metric} must be at least ${below}, ${values.get(below)}, got ${values.get(metric)}`
    mistakes.push({ index: at(metric), message })
  }
  return mistakes
}
