import { join } from 'node:path'
import { z } from 'zod'
import { figures } from '../../bench/metrics/figures-schema.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { checked, parseJson, refuseVersion } from '../checked-json.ts'
import { allSamples, samplesCsv } from '../data/csv.ts'
import type { RunData } from '../data/run-data.ts'
import { NoResultsError } from '../no-results-error.ts'
import { DATA_FILE } from '../run/render.ts'
import { reportMarkdown } from '../run/report.ts'
import { parseSamples, SAMPLES_FILE } from './read-samples.ts'
import { needText, readText } from './text-file.ts'

/** The file with the plans of the figures, which `samples.csv` does not have. */
export const PLANS_FILE = 'plans.json'

/** Raised when the shape of a baseline changes. */
export const BASELINE_SCHEMA = 3

/** The part of exact results that a repository keeps. */
export interface Baseline {
  readonly samples: readonly Sample[]
  readonly plans: Readonly<Record<string, string>>
}

/** `plans.json`. */
const plansSchema = z.object({ plans: z.record(figures.label(), figures.text()) })

/**
 * Reads a baseline. @throws ConfigError when there is none, one of another version, or one that no run could have
 * written.
 */
export function readBaseline(folder: string): Baseline {
  const file = join(folder, PLANS_FILE)
  const text = readText(file)
  if (text === undefined) {
    throw new NoResultsError(
      `${folder}: must be a result folder with a ${DATA_FILE}, or a baseline with a ${PLANS_FILE}`,
    )
  }
  const document = parseJson(text, file)
  refuseVersion(document, BASELINE_SCHEMA, file)
  const { plans } = checked(plansSchema, document, file)
  const samples = join(folder, SAMPLES_FILE)
  return { plans, samples: parseSamples(needText(samples), samples) }
}

/** The files of a baseline: exact figures without volatile facts. Only a change of behaviour changes them. */
export function renderBaseline(data: RunData): ReadonlyMap<string, string> {
  return new Map([
    [PLANS_FILE, `${JSON.stringify({ schema: BASELINE_SCHEMA, plans: data.plans }, undefined, 1)}\n`],
    [SAMPLES_FILE, samplesCsv(allSamples(data))],
    ['report.md', reportMarkdown(data)],
  ])
}
