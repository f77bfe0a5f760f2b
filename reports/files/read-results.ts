import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunData } from '../data/run-data.ts'
import { DATA_FILE } from '../run/render.ts'
import { type Baseline, readBaseline } from './baseline.ts'
import { readData } from './write.ts'

/** The contents of a folder with results: all of a run, or a baseline. */
export type Results = { readonly kind: 'run'; readonly data: RunData } | ({ readonly kind: 'baseline' } & Baseline)

/** Reads a result folder or a baseline. @throws ConfigError when it is neither, or of another version. */
export function readResults(path: string): Results {
  if (existsSync(join(path, DATA_FILE))) return { kind: 'run', data: readData(path) }
  return { kind: 'baseline', ...readBaseline(path) }
}
