import { z } from 'zod'
import { ConfigError } from '../../bench/core/config-error.ts'
import { figures, objectOf } from '../../bench/metrics/figures-schema.ts'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { converted, parseJson, refuseVersion } from '../checked-json.ts'
import { type Acceptance, acceptanceKey, REASON_MAX } from './acceptance.ts'
import { knownFigureSchema, rowSideSchema, written } from './compare-json.ts'

/** Raised when the shape of the file changes. */
const ACCEPTED_SCHEMA = 2
/** Acceptances in one file at most. */
const ACCEPTED_MAX = 10_000

/** The file of acceptances, sorted by series, so that a change of one of them is a small diff. */
export function acceptedJson(acceptances: readonly Acceptance[]): string {
  const accepted = acceptances.toSorted((a, b) => (acceptanceKey(a) < acceptanceKey(b) ? -1 : 1)).map(ordered)
  return `${JSON.stringify({ schema: ACCEPTED_SCHEMA, accepted }, (_, value) => written(value), 1)}\n`
}

/** Fields in the order of the file. */
function ordered(one: Acceptance): Acceptance {
  const { suite, variant, arm, metric, clock, unit, plan, base, head, upTo, reason } = one
  return { suite, variant, arm, metric, clock, reason, unit, plan, base, head, upTo }
}

const acceptanceSchema = objectOf<Acceptance>()({
  suite: figures.word(),
  variant: figures.word(),
  arm: figures.label(),
  metric: figures.word(),
  clock: z.enum(['virtual', 'real']),
  reason: z.string().min(1).max(REASON_MAX),
  unit: z.enum(UNIT_NAMES),
  plan: figures.text(),
  base: rowSideSchema,
  head: rowSideSchema,
  upTo: knownFigureSchema.nullable(),
})

const acceptedSchema = z.object({ accepted: z.array(acceptanceSchema).max(ACCEPTED_MAX) })

/**
 * Reads a file of acceptances. @throws NoResultsError for another version, ConfigError with file, path, rule and value
 * for a broken one, or one that has a series twice.
 */
export function parseAccepted(text: string, file: string): Acceptance[] {
  const document = parseJson(text, file)
  refuseVersion(document, ACCEPTED_SCHEMA, file)
  const { accepted } = converted(acceptedSchema, document, file)
  const seen = new Set<string>()
  for (const one of accepted) {
    const key = acceptanceKey(one)
    if (seen.has(key)) throw new ConfigError(`${file}: must have each series once, got ${key} again`)
    seen.add(key)
  }
  return accepted
}
