import type { z } from 'zod'
import { PLAN_TEXT_PATTERN } from '../../bench/load/plan-text.ts'
import { LATENCY_ABOUT, METRICS } from '../../bench/metrics/metric.ts'
import { suiteSchema } from '../../bench/suite.ts'
import { JUDGED_METRICS } from '../../bench/thresholds/judged-metric.ts'
import { parametersSchema } from '../../targets/parameters.ts'
import { targetSchema } from '../../targets/spec.ts'
import { LOAD, ROWS_JSON, STAGE } from './option-rows.ts'
import { alternatives, bare } from './schema-options.ts'

/** A part of a JSON schema while it is made. */
export type Node = Readonly<Record<string, unknown>>

/** Short forms of a suite, and rules that its schema checks with functions. */
export const FORMS: ReadonlyMap<z.ZodType, (node: Node) => Node> = new Map([
  [bare(LOAD), (node: Node) => ({ anyOf: [PLAN_TEXT, { ...node, oneOf: required(['stages'], ['plan'], ['trace']) }] })],
  [
    bare(STAGE),
    (node: Node) => ({
      ...node,
      oneOf: required(['durationMs', 'ratePerSecond'], ['durationMs', 'rho'], ['bursts'], ['target', 'duration']),
    }),
  ],
  [bare(parametersSchema), (node: Node) => ({ anyOf: [{ ...node, oneOf: required(['file'], ['rows']) }, ROWS_JSON] })],
  [bare(suiteSchema.shape.arms), (node: Node) => ({ ...node, minProperties: 1 })],
  [bare(suiteSchema.shape.thresholds), thresholds],
  // `{ url }` alone is a target too.
  [bare(urlTarget()), (node: Node) => ({ ...node, required: ['url'] })],
])

const PLAN_TEXT = {
  type: 'string',
  pattern: PLAN_TEXT_PATTERN,
  patternErrorMessage: 'must be pieces such as 30s@50 (hold) or 10s@50~500 (ramp), parted by commas',
  description: 'A plan, such as 30s@50,10s@50~500.',
}

function required(...forms: readonly (readonly string[])[]): Node[] {
  return forms.map((names) => ({ required: names }))
}

function urlTarget(): z.ZodType {
  return alternatives(targetSchema, 'model').find(([model]) => model === 'url')![1]
}

/** An editor offers the metrics. Tags may follow each. */
function thresholds({ additionalProperties: conditions, propertyNames: _, ...node }: Node): Node {
  const names = JUDGED_METRICS.map(({ name }) => name)
  return {
    ...node,
    properties: Object.fromEntries(names.map((name) => [name, { ...Object(conditions), description: about(name) }])),
    patternProperties: { [`^\\s*(${names.join('|')})\\s*\\{[^{}]*\\}\\s*$`]: conditions },
    additionalProperties: false,
  }
}

function about(metric: string): string {
  const meanings: Readonly<Record<string, string>> = LATENCY_ABOUT
  return METRICS.find(({ name }) => name === metric)?.about ?? meanings[metric] ?? 'The verdict of a run.'
}
