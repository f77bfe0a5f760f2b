import { ConfigError } from '../bench/core/config-error.ts'
import { type Cell, cellsOf, parseSuite, type Suite } from '../bench/suite.ts'
import { DEFAULT_SUITES, SUITES } from '../bench/suites/catalogue.ts'
import { isSuiteFile, readSuiteFile } from './suite-file.ts'

/** Suites that measure something else than arms under load. */
export const MEASURED_SUITES = ['capacity', 'micro'] as const
export type MeasuredSuite = (typeof MEASURED_SUITES)[number]

export interface Selection {
  /** Names and files; none means the default suites. */
  readonly suites: readonly string[]
  readonly arms: readonly string[]
  readonly variants: readonly string[]
  readonly seed: number | undefined
  readonly repeats: number | undefined
  readonly plan: string | undefined
  /** Makes a path the user gave absolute. */
  readonly resolvePath: (path: string) => string
}

/** A suite to run with the cells that were asked for. */
export interface Chosen {
  readonly suite: Suite
  readonly cells: readonly Cell[]
}

/** Reads, changes and checks everything before anything runs. @throws ConfigError with all mistakes. */
export async function choose(selection: Selection): Promise<{ chosen: Chosen[]; measured: MeasuredSuite[] }> {
  const names = selection.suites.length > 0 ? [...new Set(selection.suites)] : DEFAULT_SUITES
  const measured = names.filter((name): name is MeasuredSuite => (MEASURED_SUITES as readonly string[]).includes(name))
  const mistakes: string[] = []
  const suites: Suite[] = []
  for (const name of names) {
    if ((measured as readonly string[]).includes(name)) continue
    try {
      suites.push(parseSuite(changed(await inputOf(name, selection.resolvePath), selection)))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      mistakes.push(...error.messages.map((message) => (names.length > 1 ? `${name}: ${message}` : message)))
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  refuseTwins(suites)
  const chosen = suites.map((suite) => ({ suite, cells: cellsOf(suite).filter((cell) => wanted(cell, selection)) }))
  refuseUnknown(
    '--variant',
    selection.variants,
    suites.flatMap((suite) => cellsOf(suite).map(({ variant }) => variant)),
  )
  refuseUnknown(
    '--arm',
    selection.arms,
    suites.flatMap((suite) => cellsOf(suite).map(({ arm }) => arm)),
  )
  if (suites.length > 0 && chosen.every(({ cells }) => cells.length === 0)) {
    throw new ConfigError(
      `--arm, --variant: no arm ${selection.arms.join(', ')} in variant ${selection.variants.join(', ')}`,
    )
  }
  return { chosen: chosen.filter(({ cells }) => cells.length > 0), measured }
}

async function inputOf(name: string, resolvePath: (path: string) => string): Promise<unknown> {
  const builtIn = SUITES.find((suite) => suite.name === name)
  if (builtIn !== undefined) return builtIn
  if (isSuiteFile(name)) return readSuiteFile(resolvePath(name))
  const known = [...SUITES.map((suite) => suite.name), ...MEASURED_SUITES]
  throw new ConfigError(`suite: must be one of ${known.join(', ')} or a file, got ${JSON.stringify(name)}`)
}

/** The suite with what the command line says instead. */
function changed(input: unknown, { seed, repeats, plan }: Selection): unknown {
  if (typeof input !== 'object' || input === null) return input
  const { variants, ...suite } = input as { variants?: Record<string, object> }
  const own = {
    ...suite,
    ...(seed === undefined ? {} : { seed }),
    ...(repeats === undefined ? {} : { repeats }),
    ...(plan === undefined ? {} : { load: plan }),
  }
  if (variants === undefined || typeof variants !== 'object')
    return input === own ? input : { ...own, ...(variants === undefined ? {} : { variants }) }
  const changedVariants = Object.entries(variants).map(([name, variant]) => {
    const copy: Record<string, unknown> = { ...variant }
    if (repeats !== undefined) delete copy.repeats
    if (plan !== undefined) delete copy.load
    return [name, copy] as const
  })
  return { ...own, variants: Object.fromEntries(changedVariants) }
}

function wanted({ arm, variant }: Cell, { arms, variants }: Selection): boolean {
  return (arms.length === 0 || arms.includes(arm)) && (variants.length === 0 || variants.includes(variant))
}

function refuseUnknown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new ConfigError(
    unknown.map((name) => `${option}: must be one of ${[...new Set(known)].join(', ')}, got ${JSON.stringify(name)}`),
  )
}

function refuseTwins(suites: readonly Suite[]): void {
  const names = suites.map(({ name }) => name)
  const twin = names.find((name, i) => names.indexOf(name) < i)
  if (twin !== undefined)
    throw new ConfigError(`name: must differ between the suites of a run, got ${JSON.stringify(twin)} twice`)
}
