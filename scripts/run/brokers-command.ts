import { driverOf } from '../../bench/brokers/catalogue.ts'
import type { BrokerConnection, Cleaned } from '../../bench/brokers/driver.ts'
import { findOwnFolders, removeOwnLeftovers } from '../../bench/brokers/own-folders.ts'
import { type BrokerKind, REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import { type Column, toText } from '../../reports/table.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import type { BrokerChoice } from '../suite/broker-choice.ts'

const OWN = "runs' own brokers"

export interface BrokersOptions {
  /** The brokers to use. Empty means all, and then one that does not answer is no error. */
  readonly brokers: readonly BrokerChoice[]
  readonly brokerUrls: BrokerUrls
}

interface Row {
  readonly kind: BrokerKind
  /** Reason why it cannot be used; undefined when it can. */
  readonly why: string | undefined
  readonly server: BrokerConnection | undefined
}

/**
 * Lists the brokers that answer, or removes what runs left behind: in the brokers, and brokers that runs started.
 * @throws CannotRunError when one that was named cannot be used.
 */
export async function brokersCommand(
  what: 'list' | 'clean',
  { brokers, brokerUrls }: BrokersOptions,
  console: Console,
): Promise<ExitCode> {
  const named = [...new Set(brokers.map(({ kind }) => kind))].filter((kind) => kind !== 'memory')
  if (brokers.length > 0 && named.length === 0) {
    throw new ConfigError(`--broker: must be one of ${REAL_BROKER_KINDS.join(', ')}, got "memory"`)
  }
  const rows: Row[] = []
  try {
    for (const kind of named.length > 0 ? named : REAL_BROKER_KINDS)
      rows.push(await reached(kind, brokerUrls, named.length > 0))
    if (what === 'list') {
      console.out(toText(COLUMNS, rows, console.outWidth ?? Number.POSITIVE_INFINITY))
      for (const { why } of rows) if (why !== undefined) console.out(`\n${why}\n`)
    }
    if (what === 'clean') for (const row of rows) await clean(row, console)
    if (brokers.length === 0) await ownBrokers(what, console)
  } finally {
    await Promise.all(rows.map(({ server }) => server?.close()))
  }
  return EXIT.fine
}

async function reached(kind: BrokerKind, urls: BrokerUrls, mustBe: boolean): Promise<Row> {
  try {
    const driver = await driverOf(kind)
    return { kind, why: undefined, server: await driver.connect({ url: urls[kind], storage: undefined }) }
  } catch (error) {
    if (mustBe || !(error instanceof CannotRunError)) throw error
    return { kind, why: error.message, server: undefined }
  }
}

async function clean({ kind, why, server }: Row, console: Console): Promise<void> {
  if (server === undefined) {
    console.err(`${why}\n`)
    return
  }
  printCleaned(kind, await server.clean(), console)
}

function printCleaned(what: string, { removed, inUse }: Cleaned, console: Console): void {
  const list = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '))
  console.out(`${what}: removed ${list(removed)}${inUse.length === 0 ? '' : `; in use: ${list(inUse)}`}\n`)
}

/** Lists or removes brokers that runs started, of any kind. */
async function ownBrokers(what: 'list' | 'clean', console: Console): Promise<void> {
  if (what === 'clean') printCleaned(OWN, await removeOwnLeftovers(), console)
  else {
    const { left } = findOwnFolders()
    if (left.length > 0) console.out(`\n${OWN} left behind (brokers clean removes them): ${left.join(', ')}\n`)
  }
}

const of = (text: (server: BrokerConnection) => string) => (row: Row) =>
  row.server === undefined ? '-' : text(row.server)

const COLUMNS: readonly Column<Row>[] = [
  { head: 'broker', cell: ({ kind }) => kind },
  { head: 'answers', cell: ({ server }) => server?.info.server ?? 'no' },
  { head: 'storage', cell: of(({ info }) => info.storage) },
  { head: 'confirmed: it is in', cell: of(({ info }) => info.capabilities.confirm) },
  {
    head: 'bound',
    cell: of(({ info: { capabilities } }) => `${capabilities.bound}, counts ${capabilities.boundCounts}`),
  },
  { head: 'delay', cell: of(({ info }) => info.capabilities.delay) },
  { head: 'comes back after a crash by', cell: of(({ info }) => info.capabilities.redeliverOnCrash) },
  { head: 'client', cell: of(({ info }) => info.client) },
]
