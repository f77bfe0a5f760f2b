import { existsSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import { needsReference } from '../../bench/thresholds/judge.ts'
import { type Reference, referenceOfRuns, referenceOfSamples } from '../../bench/thresholds/reference.ts'
import { readResults } from '../../reports/files/read-results.ts'
import { shownPath } from '../cli/shown-path.ts'
import type { Chosen } from '../suite/select.ts'

/** Places of a baseline. */
export interface BaselinePlace {
  /** Path that the user gave. */
  readonly given: string | undefined
  /** Path that is used otherwise; there may be nothing. */
  readonly usual: string
  readonly resolvePath: (path: string) => string
}

/**
 * The baseline that thresholds of these suites need, or the reason why there is none. Reads nothing when no threshold
 * needs it. Call it before the run, which may replace that folder. @throws ConfigError when the given baseline is
 * missing, or one cannot be read.
 */
export function baselineFor(chosen: readonly Chosen[], place: BaselinePlace): Reference | string {
  if (!chosen.some(({ suite, cells }) => needsReference(suite.thresholds, cells))) return 'no baseline was read'
  const path = place.given ?? place.usual
  const shown = shownPath(path, place.resolvePath('.'))
  if (!existsSync(path)) {
    if (place.given === undefined) return `no baseline in ${shown}`
    throw new ConfigError(`--baseline: must be a result folder or a baseline, got ${shown}, which is not there`)
  }
  try {
    return readReference(path)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(`--baseline: ${error.message}`)
  }
}

function readReference(path: string): Reference {
  const results = readResults(path)
  if (results.kind === 'baseline') {
    return referenceOfSamples(results.samples, { plans: results.plans, environmentClass: null })
  }
  const { runs, plans, environment } = results.data
  return referenceOfRuns(runs, { plans, environmentClass: environment.class })
}
