import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../bench/core/config-error.ts'
import type { Sample } from '../bench/metrics/sample.ts'
import { allSamples, samplesCsv } from './csv.ts'
import { parseSamples, SAMPLES_FILE } from './read-samples.ts'
import { reportMarkdown } from './report.ts'
import { type RunData, SCHEMA } from './run-data.ts'

/** What `samples.csv` does not say: under which plan its figures were made. */
export const PLANS_FILE = 'plans.json'

/** What is kept of exact results in a repository. */
export interface Baseline {
  readonly samples: readonly Sample[]
  readonly plans: Readonly<Record<string, string>>
}

/** Reads a baseline. @throws ConfigError when there is none, or one of another version. */
export function readBaseline(folder: string): Baseline {
  const file = join(folder, PLANS_FILE)
  let document: { schema?: unknown; plans?: unknown }
  try {
    document = Object(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new ConfigError(
      `must be a result folder or a baseline with a readable ${PLANS_FILE}, got ${folder} (${(error as Error).message})`,
    )
  }
  const { schema, plans } = document
  if (schema !== SCHEMA) throw new ConfigError(`${file}: must have schema ${SCHEMA}, got ${JSON.stringify(schema)}`)
  if (typeof plans !== 'object' || plans === null)
    throw new ConfigError(`${file}: plans must be an object, got ${typeof plans}`)
  for (const [name, plan] of Object.entries(plans)) {
    if (typeof plan !== 'string')
      throw new ConfigError(`${file}: plans.${name} must be a string, got ${JSON.stringify(plan)}`)
  }
  return { plans: plans as Baseline['plans'], samples: samplesIn(folder) }
}

/** The files of a baseline: exact figures without anything volatile, so that only a change of behaviour changes them. */
export function renderBaseline(data: RunData): ReadonlyMap<string, string> {
  return new Map([
    [PLANS_FILE, `${JSON.stringify({ schema: SCHEMA, plans: data.plans }, undefined, 1)}\n`],
    [SAMPLES_FILE, samplesCsv(allSamples(data))],
    ['report.md', reportMarkdown(data)],
  ])
}

function samplesIn(folder: string): Sample[] {
  const file = join(folder, SAMPLES_FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file}: must be readable, got ${(error as Error).message}`)
  }
  return parseSamples(text, file)
}
