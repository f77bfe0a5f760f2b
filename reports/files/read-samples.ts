import { PHASES } from '../../bench/core/phase.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { sampleMistakes } from '../../bench/metrics/sample-mistakes.ts'
import { UNIT_NAMES } from '../../bench/metrics/unit.ts'
import { finiteOrNever, notEmpty, oneOf, whole, word } from '../csv/cells.ts'
import { readCsv } from '../csv/checked-csv.ts'

export const SAMPLES_FILE = 'samples.csv'

const RULES = {
  suite: word,
  arm: notEmpty,
  variant: word,
  phase: oneOf(['all', ...PHASES]),
  metric: word,
  unit: oneOf(UNIT_NAMES),
  better: oneOf(['lower', 'higher', 'neither']),
  kind: oneOf(['exact', 'noisy']),
  repeat: whole,
  seed: whole,
  requests: whole,
  value: finiteOrNever,
  status: oneOf(['valid', 'invalid', 'partial']),
} as const

/** The samples in the text of a `samples.csv`. @throws ConfigError with file, line, column, rule and value. */
export function parseSamples(text: string, file: string): Sample[] {
  return readCsv(RULES, text, file, sampleMistakes)
}
