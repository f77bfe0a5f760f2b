import { existsSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { SideInfo } from '../../reports/compare/comparison.ts'
import type { Side } from '../../reports/compare/side.ts'
import { asWritten, sideOf } from '../../reports/compare/side-of-results.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { type Results, readResults } from '../../reports/files/read-results.ts'
import { NoResultsError } from '../../reports/no-results-error.ts'
import { NotJudgedError } from '../cli/exit-code.ts'

/** A folder that is compared. */
export interface ComparedFolder {
  readonly side: Side
  readonly info: SideInfo
  /** Configuration of each suite; empty for a baseline, which has none. */
  readonly configs: ReadonlyMap<string, unknown>
}

/**
 * Reads a result folder, or a baseline. `label` says which side it is.
 * @throws NotJudgedError when it is missing, empty or of another version, ConfigError when no run could have written
 * it.
 */
export function readCompared(label: string, path: string, name: string): ComparedFolder {
  try {
    if (!existsSync(path)) throw new NoResultsError(`must be a result folder, got ${name}, which is not there`)
    const results = readResults(path)
    const folder = results.kind === 'run' ? resultFolder(results.data, name) : baselineFolder(results, name)
    if (folder.side.samples.length > 0) return folder
  } catch (error) {
    if (error instanceof NoResultsError) throw new NotJudgedError(`${label}: ${error.message}`)
    if (error instanceof ConfigError) throw new ConfigError(error.messages.map((message) => `${label}: ${message}`))
    throw error
  }
  throw new NotJudgedError(`${label}: must hold results, got none in ${name}`)
}

function resultFolder(data: RunData, name: string): ComparedFolder {
  const { commit, class: machine, calibration } = data.environment
  return {
    side: sideOf(data),
    info: { name, commit, class: machine, calibration },
    configs: new Map(data.suites.map((suite) => [suite.name, suite.config])),
  }
}

function baselineFolder({ samples, plans }: Extract<Results, { kind: 'baseline' }>, name: string): ComparedFolder {
  return {
    side: { samples: asWritten(samples), plans, environmentClass: null, interleaved: null },
    info: { name, commit: null, class: null, calibration: Number.NaN },
    configs: new Map(),
  }
}
