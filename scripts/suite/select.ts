import { isAbsolute } from 'node:path'
import { type Cell, cellsOf } from '../../bench/cell.ts'
import type { BrokerKind } from '../../bench/core/broker-info.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import { loadSchema } from '../../bench/load/load.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import type { NatsAddress } from '../../bench/workers/nats/connect.ts'
import { whyNotShared } from '../../bench/workers/share-of.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { shownPath } from '../cli/shown-path.ts'
import { armName } from './broker-arms.ts'
import { measuredBrokers } from './broker-choice.ts'
import { MEASURED_SUITES, type MeasuredSuite } from './measured-suites.ts'
import { changed, type SuiteChanges } from './suite-changes.ts'
import { suiteInputOf } from './suite-input.ts'

export interface Selection extends SuiteChanges {
  /** Names of built-in suites and paths of files, as `suitesToRun` gives them. */
  readonly suites: readonly string[]
  readonly arms: readonly string[]
  readonly variants: readonly string[]
  /** Addresses of brokers that are not at their usual address. */
  readonly brokerUrls?: BrokerUrls
  /** Generators that share the load of each run. @defaultValue 1 */
  readonly workers?: number
  /** Server where the workers are found; without it they are child processes. */
  readonly nats?: NatsAddress | undefined
  /** @defaultValue 'real' */
  readonly clock?: 'real' | 'virtual' | 'both'
  /** Makes a path the user gave absolute. */
  readonly resolvePath: (path: string) => string
}

/** A suite to run with the cells that were asked for. */
export interface Chosen {
  /** Name of a built-in suite, or path of a file. */
  readonly given: string
  readonly suite: Suite
  readonly cells: readonly Cell[]
}

/** Reads, changes and checks everything before anything runs. @throws ConfigError with all mistakes. */
export async function choose(selection: Selection): Promise<{ chosen: Chosen[]; measured: MeasuredSuite[] }> {
  const names = selection.suites
  const measured = names.filter(isMeasured)
  refuseBadPlan(selection.plan)
  const suites = await suitesOf(names, selection)
  if (suites.length === 0) refuseUnused(selection, measured)
  refuseSameNames(suites, selection)
  const all = suites.map((one) => ({ ...one, cells: cellsOf(one.suite) }))
  refuseUnknownCells(
    all.flatMap(({ cells }) => cells),
    selection,
  )
  const chosen = all.map((one) => ({ ...one, cells: one.cells.filter((cell) => isWanted(cell, selection)) }))
  const cells = chosen.flatMap((one) => one.cells)
  if (suites.length > 0 && cells.length === 0) {
    const { arms, variants } = selection
    throw new ConfigError(`--arm, --variant: no arm ${arms.join(', ')} in variant ${variants.join(', ')}`)
  }
  refuseUnshared(cells, measured, selection)
  refuseUnusedBrokers(cells, measured, selection)
  return { chosen: chosen.filter((one) => one.cells.length > 0), measured }
}

/** The suites of these names and files that have arms, with the changes of the command line. */
async function suitesOf(names: readonly string[], selection: Selection): Promise<Omit<Chosen, 'cells'>[]> {
  const mistakes: string[] = []
  const suites: Omit<Chosen, 'cells'>[] = []
  for (const given of names) {
    if (isMeasured(given)) continue
    try {
      const suite = parseSuite(changed(await suiteInputOf(given, selection.resolvePath), selection))
      suites.push({ given, suite })
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const before = names.length > 1 ? `${shown(given, selection)}: ` : ''
      mistakes.push(...error.messages.map((message) => (message.startsWith(given) ? message : before + message)))
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return suites
}

/** A suite as the user would give it. */
function shown(given: string, { resolvePath }: Selection): string {
  return isAbsolute(given) ? shownPath(given, resolvePath('.')) : given
}

function isMeasured(name: string): name is MeasuredSuite {
  return (MEASURED_SUITES as readonly string[]).includes(name)
}

/** Names of the arms that an `--arm` means: that name, and with several brokers the arms made of it. */
function armsNamed(arm: string, { brokers = [] }: Selection): string[] {
  return brokers.length > 1 ? [arm, ...brokers.map((broker) => armName(arm, broker))] : [arm]
}

function isWanted({ arm, variant }: Cell, selection: Selection): boolean {
  const { arms, variants } = selection
  const isArm = arms.length === 0 || arms.some((name) => armsNamed(name, selection).includes(arm))
  return isArm && (variants.length === 0 || variants.includes(variant))
}

function refuseUnknownCells(cells: readonly Cell[], selection: Selection): void {
  const { arms, variants } = selection
  refuseUnknown(
    '--variant',
    variants,
    cells.map(({ variant }) => variant),
  )
  const known = cells.map(({ arm }) => arm)
  const isKnown = (name: string) => armsNamed(name, selection).some((arm) => known.includes(arm))
  refuseUnknown(
    '--arm',
    arms.filter((name) => !isKnown(name)),
    known,
  )
}

/** Refuses a broker or an address that nothing uses: its owner would believe that it was measured. */
function refuseUnusedBrokers(cells: readonly Cell[], measured: readonly string[], selection: Selection): void {
  const { brokers = [], brokerUrls = {} } = selection
  const specs = cells.flatMap(({ armSpec }) => (armSpec.style === 'queue' ? armSpec.broker : []))
  if (measured.includes('micro')) measuredBrokers(brokers)
  else if (brokers.length > 0 && specs.length === 0) {
    const left = [...measured, ...cells.map(({ suite, arm }) => `${suite} ${arm}`)]
    throw new ConfigError(`--broker: needs a queue arm, got only ${[...new Set(left)].join(', ')}`)
  }
  refuseUnusedUrls(brokerUrls, [...brokers.map(({ kind }) => kind), ...specs.flatMap(({ kind }) => kind ?? [])])
}

/** Refuses loads that this many generators cannot make together, or one alone. */
function refuseUnshared(cells: readonly Cell[], measured: readonly string[], selection: Selection): void {
  const { workers = 1, nats, clock = 'real', brokerUrls = {} } = selection
  const isShared = workers > 1 || nats !== undefined
  if (isShared && measured.length > 0) {
    throw new ConfigError(`--workers: must not be given for ${measured.join(' and ')}, got ${workers}`)
  }
  if (isShared && clock !== 'real') {
    throw new ConfigError(
      `--workers: must not be given with --clock ${clock}: one simulation has no workers, got ${workers}`,
    )
  }
  if (nats !== undefined && Object.keys(brokerUrls).length > 0) {
    throw new ConfigError('--broker-url: must be given to each worker instead with --nats: brokers are reached there')
  }
  if (clock === 'virtual') return
  const mistakes = cells.flatMap((cell) => {
    const why = whyNotShared(cell, workers)
    return why === undefined ? [] : [`${cell.suite}: ${why}`]
  })
  if (mistakes.length > 0) throw new ConfigError([...new Set(mistakes)])
}

function refuseUnusedUrls(urls: BrokerUrls, used: readonly BrokerKind[]): void {
  const unused = Object.keys(urls).filter((kind) => !used.some((one) => one === kind))
  if (unused.length > 0)
    throw new ConfigError(
      `--broker-url: no selected arm uses ${unused.join(' or ')}; add --broker ${unused[0]} or drop this URL`,
    )
}

function refuseBadPlan(plan: string | undefined): void {
  const mistakes = plan === undefined ? [] : (loadSchema.safeParse(plan).error?.issues ?? [])
  if (mistakes.length > 0) throw new ConfigError(mistakes.map(({ message }) => `--plan: ${message}`))
}

/** Refuses options that suites without arms do not have. */
function refuseUnused({ arms, variants, seed, repeats, plan }: Selection, measured: readonly string[]): void {
  const options = { arm: arms[0], variant: variants[0], seed, repeats, plan }
  const unused = Object.entries(options).filter(([, value]) => value !== undefined)
  if (unused.length === 0) return
  throw new ConfigError(
    unused.map(
      ([name, value]) => `--${name}: must not be given for ${measured.join(' and ')}, got ${JSON.stringify(value)}`,
    ),
  )
}

function refuseSameNames(suites: readonly Omit<Chosen, 'cells'>[], selection: Selection): void {
  const bySuite = groupBy(suites, ({ suite }) => suite.name)
  const mistakes = [...bySuite].flatMap(([name, named]) => {
    const files = named.map(({ given }) => shown(given, selection)).join(' and ')
    const rule = 'name: must differ between the suites of a run'
    return named.length === 1 ? [] : [`${rule}, got ${JSON.stringify(name)} in ${files}`]
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
}
