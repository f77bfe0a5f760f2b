import { PHASES, type Phase } from '../core/phase.ts'
import { notOneOf, suggestion } from '../core/suggestion.ts'
import { JUDGED_METRICS, type JudgedMetric } from './judged-metric.ts'

/** The metric and the arms of a threshold, such as `response{phase:recovery,arm:queue}`. */
export interface Selector {
  readonly text: string
  readonly metric: JudgedMetric
  readonly phase: Phase | 'all'
  /** The only arm that it selects; all arms when undefined. */
  readonly arm: string | undefined
  /** The only variant that it selects; all variants when undefined. */
  readonly variant: string | undefined
}

/** Names a cell within its suite: one arm of one variant. */
export interface CellName {
  readonly variant: string
  readonly arm: string
}

/** A selector as read, with its mistakes. */
export interface ReadSelector {
  readonly selector: Selector | undefined
  /** Known even when the tags are wrong. */
  readonly metric: JudgedMetric | undefined
  readonly mistakes: readonly string[]
}

const TAGS = ['phase', 'arm', 'variant'] as const
type Tag = (typeof TAGS)[number]
const SCOPES = ['all', ...PHASES] as const

const METRIC_NAMES = JUDGED_METRICS.map(({ name }) => name)

/** Metrics that a message lists where no metric has a similar name. */
const USUAL = ['response', 'response_adj', 'goodput_ratio', 'retry_amplification', 'recovery_time', 'verdict']

/** Reads a metric with its tags. Each mistake is a rule with `got`. Does not check that the suite has the arm. */
export function readSelector(text: string): ReadSelector {
  const parts = /^\s*([^{}]*?)\s*(?:\{([^{}]*)\})?\s*$/.exec(text)
  if (parts === null) {
    const rule = 'its name must be a metric with its tags, such as response{phase:recovery, arm:queue}'
    return { selector: undefined, metric: undefined, mistakes: [`${rule}, got ${JSON.stringify(text)}`] }
  }
  const mistakes: string[] = []
  const metric = JUDGED_METRICS.find(({ name }) => name === parts[1])
  if (metric === undefined) {
    const name = parts[1]!
    const meant = latencyOf(name) === undefined ? suggestion(name, METRIC_NAMES) : ''
    mistakes.push(`${metricRule(name)}, got ${JSON.stringify(name)}${meant}`)
  }
  const tags = parts[2] === undefined ? new Map<Tag, string>() : readTags(parts[2], mistakes)
  const phase = SCOPES.find((scope) => scope === (tags.get('phase') ?? 'all'))
  if (phase === undefined) {
    mistakes.push(`its phase ${notOneOf(SCOPES, tags.get('phase')!)}`)
  }
  if (metric?.kind === 'verdict' && phase !== undefined && phase !== 'all') {
    mistakes.push(`its phase must be all for verdict, got ${JSON.stringify(phase)}`)
  }
  const isWhole = metric !== undefined && phase !== undefined && mistakes.length === 0
  return {
    metric,
    mistakes,
    selector: isWhole
      ? { text: text.trim(), metric, phase, arm: tags.get('arm'), variant: tags.get('variant') }
      : undefined,
  }
}

/** The rule for an unknown metric. It names the latency that was meant, or the metrics that share a word with it. */
export function metricRule(name: string): string {
  const latency = latencyOf(name)
  if (latency !== undefined) return `its metric must be ${latency.name}, of which the condition says p(99), avg or max`
  const words = name.split('_')
  const similar = METRIC_NAMES.filter((known) => known.split('_').some((word) => words.includes(word)))
  const shown = similar.length > 0 ? similar : USUAL
  return `its metric must be one of ${shown.join(', ')} or ${METRIC_NAMES.length - shown.length} others that docs/metrics.md defines`
}

/** The latency of which a name such as `response_p99` is a figure. */
function latencyOf(name: string): JudgedMetric | undefined {
  // The last match, since `response_adj` comes after `response`.
  return JUDGED_METRICS.findLast((metric) => metric.kind === 'latency' && name.startsWith(`${metric.name}_`))
}

/** `phase:recovery, arm:"queue"`: k6 allows quotes around names and values, and a comma at the end. */
function readTags(text: string, mistakes: string[]): Map<Tag, string> {
  const tags = new Map<Tag, string>()
  const entries = text.split(',').filter((entry) => entry.trim() !== '')
  if (entries.length === 0) mistakes.push('its tags must not be empty, got "{}"')
  for (const entry of entries) {
    const [name, value] = [entry.split(':')[0]!, entry.split(':').slice(1).join(':')].map((part) =>
      part.trim().replace(/^["']+|["']+$/g, ''),
    ) as [string, string]
    const tag = TAGS.find((known) => known === name)
    if (tag === undefined) mistakes.push(`its tag ${notOneOf(TAGS, name)}`)
    else if (value === '') mistakes.push(`its tag ${tag} must have a value, got ${JSON.stringify(entry.trim())}`)
    else if (tags.has(tag)) mistakes.push(`its tag ${tag} must be given once, got ${JSON.stringify(value)} too`)
    else tags.set(tag, value)
  }
  return tags
}

/** Whether a selector selects a cell. */
export function isSelected(
  { arm, variant }: { readonly arm: string | undefined; readonly variant: string | undefined },
  cell: CellName,
): boolean {
  return (arm === undefined || arm === cell.arm) && (variant === undefined || variant === cell.variant)
}
