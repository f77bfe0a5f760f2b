import type { BrokerUrls } from '../bench/broker-host.ts'
import type { BrokerKind } from '../bench/core/broker-info.ts'
import { ConfigError } from '../bench/core/config-error.ts'
import { loadSchema } from '../bench/load/load.ts'
import { type Cell, cellsOf, parseSuite, type Suite } from '../bench/suite.ts'
import { ALL_SUITES, DEFAULT_SUITES } from '../bench/suites/catalogue.ts'
import type { NatsAddress } from '../bench/workers/nats/connect.ts'
import { whyNotShared } from '../bench/workers/share.ts'
import { armName, type BrokerChoice, measuredBrokers, withBrokers } from './broker-choice.ts'
import type { ClockChoice } from './clock-choice.ts'
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
  /** Brokers of the queue arms instead of those of the suites; none means those of the suites. */
  readonly brokers?: readonly BrokerChoice[]
  /** Addresses of brokers that are not at their usual one. */
  readonly brokerUrls?: BrokerUrls
  /** Generators that share the load of each run. @defaultValue 1 */
  readonly workers?: number
  /** Where the workers are found; they are child processes without it. */
  readonly nats?: NatsAddress | undefined
  /** @defaultValue 'real' */
  readonly clock?: ClockChoice
  /** Makes a path the user gave absolute. */
  readonly resolvePath: (path: string) => string
}

/** What the command line says instead of a suite. */
export type SuiteChanges = Pick<Selection, 'seed' | 'repeats' | 'plan' | 'brokers'>

/** A suite to run with the cells that were asked for. */
export interface Chosen {
  /** Name or file, as the user gave it. */
  readonly given: string
  readonly suite: Suite
  readonly cells: readonly Cell[]
}

/** Reads, changes and checks everything before anything runs. @throws ConfigError with all mistakes. */
export async function choose(given: Selection): Promise<{ chosen: Chosen[]; measured: MeasuredSuite[] }> {
  const { brokers = [], brokerUrls = {} } = given
  const arms = given.arms.flatMap((arm) =>
    brokers.length > 1 ? [arm, ...brokers.map((broker) => armName(arm, broker))] : [arm],
  )
  const selection = { ...given, arms }
  const names = selection.suites.length > 0 ? [...new Set(selection.suites)] : DEFAULT_SUITES
  const measured = names.filter((name): name is MeasuredSuite => (MEASURED_SUITES as readonly string[]).includes(name))
  refuseBadPlan(selection.plan)
  const mistakes: string[] = []
  const suites: Suite[] = []
  const givenAs: string[] = []
  for (const name of names) {
    if ((measured as readonly string[]).includes(name)) continue
    try {
      suites.push(parseSuite(changed(await suiteInputOf(name, selection.resolvePath), selection)))
      givenAs.push(name)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      mistakes.push(...error.messages.map((message) => (names.length > 1 ? `${name}: ${message}` : message)))
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  if (suites.length === 0) refuseUnused(selection, measured)
  refuseTwins(suites)
  const chosen = suites.map((suite, i) => ({
    ...{ given: givenAs[i]!, suite },
    cells: cellsOf(suite).filter((cell) => wanted(cell, selection)),
  }))
  refuseUnknown(
    '--variant',
    selection.variants,
    suites.flatMap((suite) => cellsOf(suite).map(({ variant }) => variant)),
  )
  const known = suites.flatMap((suite) => cellsOf(suite).map(({ arm }) => arm))
  refuseUnknown(
    '--arm',
    given.arms.filter((arm) => !brokers.some((broker) => known.includes(armName(arm, broker)))),
    known,
  )
  if (suites.length > 0 && chosen.every(({ cells }) => cells.length === 0)) {
    throw new ConfigError(
      `--arm, --variant: no arm ${selection.arms.join(', ')} in variant ${selection.variants.join(', ')}`,
    )
  }
  refuseUnshared(
    chosen.flatMap(({ cells }) => cells),
    measured,
    given,
  )
  const noQueue = chosen.every(({ cells }) => cells.every(({ armSpec }) => armSpec.style !== 'queue'))
  if (measured.includes('micro')) measuredBrokers(brokers)
  else if (brokers.length > 0 && noQueue) {
    const left = [...measured, ...chosen.flatMap(({ cells }) => cells.map(({ suite, arm }) => `${suite} ${arm}`))]
    throw new ConfigError(`--broker: must be given for queue arms, got only ${[...new Set(left)].join(', ')}`)
  }
  refuseUnusedUrls(brokerUrls, [
    ...brokers.map(({ kind }) => kind),
    ...chosen.flatMap(({ cells }) =>
      cells.flatMap(({ armSpec }) => (armSpec.style === 'queue' ? (armSpec.broker.kind ?? []) : [])),
    ),
  ])
  return { chosen: chosen.filter(({ cells }) => cells.length > 0), measured }
}

/** What so many generators cannot make together, or one alone. */
function refuseUnshared(cells: readonly Cell[], measured: readonly string[], selection: Selection): void {
  const { workers = 1, nats, clock = 'real', brokerUrls = {} } = selection
  const isShared = workers > 1 || nats !== undefined
  if (isShared && measured.length > 0) {
    throw new ConfigError(`--workers: must not be given for ${measured.join(' and ')}, got ${workers}`)
  }
  if (isShared && clock === 'virtual') {
    throw new ConfigError(`--workers: must not be given with --clock virtual, which makes no load, got ${workers}`)
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

/** An address that nothing uses would let its owner believe that it was measured. */
function refuseUnusedUrls(urls: BrokerUrls, used: readonly BrokerKind[]): void {
  const unused = Object.keys(urls).filter((kind) => !used.some((one) => one === kind))
  if (unused.length > 0)
    throw new ConfigError(
      `--broker-url: must be of a broker that is used (--broker ${unused[0]}), got one of ${unused.join(' and ')}`,
    )
}

/** What a suite says, by its name or from its file; not yet checked. @throws ConfigError when there is none. */
export async function suiteInputOf(name: string, resolvePath: (path: string) => string): Promise<unknown> {
  const builtIn = ALL_SUITES.find((suite) => suite.name === name)
  if (builtIn !== undefined) return builtIn
  if (isSuiteFile(name)) return readSuiteFile(resolvePath(name))
  const known = [...ALL_SUITES.map((suite) => suite.name), ...MEASURED_SUITES]
  throw new ConfigError(`suite: must be one of ${known.join(', ')} or a file, got ${JSON.stringify(name)}`)
}

/** The suite with what the command line says instead, in its variants too. */
export function changed(input: unknown, { seed, repeats, plan, brokers = [] }: SuiteChanges): unknown {
  if (!isRecord(input)) return input
  const armsOf = ({ arms }: Record<string, unknown>) => (isRecord(arms) ? withBrokers(arms, brokers) : arms)
  if (isRecord(input.arms) && Object.keys(input.arms).length > 0 && Object.keys(armsOf(input) as object).length === 0) {
    const asked = brokers.map(({ kind, storage }) => (storage === undefined ? kind : `${kind}:${storage}`))
    throw new ConfigError(
      `--broker: must be one that an arm has, got ${asked.join(', ')} for ${Object.keys(input.arms).join(', ')}`,
    )
  }
  const own = { ...input, ...given({ seed, repeats, load: plan, arms: armsOf(input) }) }
  if (!isRecord(input.variants)) return own
  const variants = Object.entries(input.variants).map(([name, variant]) => [
    name,
    isRecord(variant) ? { ...variant, ...given({ repeats, load: plan, arms: armsOf(variant) }) } : variant,
  ])
  return { ...own, variants: Object.fromEntries(variants) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The options that were given. */
function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function wanted({ arm, variant }: Cell, { arms, variants }: Selection): boolean {
  return (arms.length === 0 || arms.includes(arm)) && (variants.length === 0 || variants.includes(variant))
}

/** @throws ConfigError for each name given that is not known. */
export function refuseUnknown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new ConfigError(
    unknown.map((name) => `${option}: must be one of ${[...new Set(known)].join(', ')}, got ${JSON.stringify(name)}`),
  )
}

function refuseBadPlan(plan: string | undefined): void {
  const mistakes = plan === undefined ? [] : (loadSchema.safeParse(plan).error?.issues ?? [])
  if (mistakes.length > 0) throw new ConfigError(mistakes.map(({ message }) => `--plan: ${message}`))
}

/** Options that mean nothing to the suites without arms. */
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

function refuseTwins(suites: readonly Suite[]): void {
  const names = suites.map(({ name }) => name)
  const twin = names.find((name, i) => names.indexOf(name) < i)
  if (twin !== undefined)
    throw new ConfigError(`name: must differ between the suites of a run, got ${JSON.stringify(twin)} twice`)
}
