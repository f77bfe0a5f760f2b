import { type Cell, cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { plainData } from '../../bench/core/plain-data.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { type FileReader, fileReader, withFiles } from '../suite/named-files.ts'
import { changed } from '../suite/suite-changes.ts'
import type { CommonOptions } from './options.ts'

/** A checked suite, and those of its cells that were asked for. */
export interface Selected {
  readonly suite: Suite
  readonly cells: readonly Cell[]
}

/** Checks a suite and picks its cells. `repeats`: that of the suite when undefined. @throws ConfigError. */
export async function selectedCells(
  input: unknown,
  { arms = [], variants = [], seed, folder }: CommonOptions,
  repeats: number | undefined,
): Promise<Selected> {
  const reader = folder === undefined ? NO_FOLDER : fileReader(folder)
  const read = await withFiles(plainData(input), reader)
  const suite = parseSuite(changed(read, { seed, repeats, plan: undefined }))
  const all = cellsOf(suite)
  refuseUnknown('variants', variants, namesOf(all, 'variant'))
  const within = all.filter(({ variant }) => variants.length === 0 || variants.includes(variant))
  refuseUnknown('arms', arms, namesOf(within, 'arm'))
  return { suite, cells: within.filter(({ arm }) => arms.length === 0 || arms.includes(arm)) }
}

function namesOf(cells: readonly Cell[], name: 'arm' | 'variant'): string[] {
  return cells.map((cell) => cell[name])
}

/** A suite in memory does not know where its files are. */
const refuse = async () => {
  throw new ConfigError('is read only where the option folder says where it is, such as folder: import.meta.dirname')
}
const NO_FOLDER: FileReader = { trace: refuse, table: refuse, pem: refuse }
