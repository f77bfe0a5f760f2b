import type { BrokerCrash, ConsumerCrash, Testimony } from '../../bench/core/broker-info.ts'
import { ascending, median } from '../../bench/core/order.ts'
import type { BrokerRecord } from '../../bench/metrics/result.ts'
import { countText, fixed, msOfUs } from '../format.ts'
import type { ArmSummary } from '../summary/arm-summary.ts'
import type { Column } from '../table.ts'

const of = (text: (broker: BrokerRecord) => string) => (arm: ArmSummary) =>
  arm.broker === undefined ? '-' : text(arm.broker)

const COMES_BACK_BY: Column<ArmSummary> = {
  head: 'comes back after a crash by',
  cell: of(({ capabilities }) => capabilities.redeliverOnCrash),
}
const LEASE: Column<ArmSummary> = {
  head: 'lease [ms]',
  cell: of(({ leaseMs }) => (leaseMs === null ? 'none' : String(leaseMs))),
}

const seen = (count: keyof Testimony) => (arm: ArmSummary) => countText(arm.seen?.[count] ?? Number.NaN)

/** `n/a` where the broker could not be asked what it still holds. */
const LOST: Column<ArmSummary> = { head: 'confirmed, then lost', cell: seen('lost') }
const STATES: readonly Column<ArmSummary>[] = [
  { head: 'neither confirmed nor refused', cell: seen('unknown') },
  { head: 'not sent', cell: seen('unsent') },
]
const AGAIN: Column<ArmSummary> = { head: 'delivered again unasked', cell: seen('deliveredAgain') }

/** Columns of arms with a recorded broker: the promises of the broker, and its cost. */
export const BROKER_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'broker', cell: of(({ server }) => server) },
  { head: 'confirmed: it is in', cell: of(({ capabilities }) => capabilities.confirm) },
  { head: 'accepted p50 [ms]', cell: (arm) => msOfUs(arm.value('accepted_p50')) },
  LOST,
  { head: 'accepted p99 [ms]', cell: (arm) => msOfUs(arm.value('accepted_p99')) },
  { head: 'published', cell: seen('published') },
  { head: 'confirmed', cell: seen('confirmed') },
  { head: 'turned away', cell: seen('refused') },
  ...STATES,
  { head: 'delivered', cell: seen('delivered') },
  AGAIN,
  { head: 'storage', cell: of(({ storage }) => storage) },
  { head: 'client', cell: of(({ client }) => client) },
  {
    head: 'bound',
    cell: of(({ depthMax, capabilities: { bound, boundCounts } }) => `${depthMax}, ${bound}, counts ${boundCounts}`),
  },
  { head: 'delay', cell: of(({ capabilities }) => capabilities.delay) },
  { head: 'dead after its TTL', cell: of(({ capabilities }) => capabilities.ttl) },
  COMES_BACK_BY,
  { head: 'deliveries max', cell: of(({ deliveriesMax }) => String(deliveriesMax)) },
  {
    head: 'confirm window',
    cell: of(({ confirmWindow }) => (confirmWindow === null ? 'none' : String(confirmWindow))),
  },
  LEASE,
]

/** The arms with a recorded broker. */
export function armsWithBroker(arms: readonly ArmSummary[]): ArmSummary[] {
  return arms.filter(({ broker }) => broker !== undefined)
}

/** Columns with the cost of a broker crash. Times are medians over the repeats. */
export const CRASH_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'broker', cell: of(({ server }) => server) },
  { head: 'storage', cell: of(({ storage }) => storage) },
  { head: 'confirmed', cell: seen('confirmed') },
  LOST,
  AGAIN,
  ...STATES,
  { head: 'down [ms]', cell: ofBroker(({ killedMs, backMs }) => (backMs === null ? null : backMs - killedMs)) },
  { head: 'publishing again after [ms]', cell: ofBroker(({ publishingAfterMs }) => publishingAfterMs) },
  { head: 'consuming again after [ms]', cell: ofBroker(({ consumingAfterMs }) => consumingAfterMs) },
]

/**
 * Columns with the redelivery of a killed consumer's messages to another consumer. Counts are of all repeats; times are
 * medians over them.
 */
export const CONSUMER_CRASH_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'broker', cell: of(({ server }) => server) },
  { head: 'held', cell: total(({ held }) => held) },
  { head: 'came back', cell: total(({ cameBack }) => cameBack) },
  { head: 'first after [ms]', cell: ofConsumer(({ firstAfterMs }) => firstAfterMs) },
  { head: 'median after [ms]', cell: ofConsumer(({ medianAfterMs }) => medianAfterMs) },
  { head: 'last after [ms]', cell: ofConsumer(({ lastAfterMs }) => lastAfterMs) },
  LEASE,
  COMES_BACK_BY,
  LOST,
]

function ofBroker(value: (crash: BrokerCrash) => number | null): (arm: ArmSummary) => string {
  return ({ crashes }) => middle(crashes.map(value))
}

function ofConsumer(value: (crash: ConsumerCrash) => number | null): (arm: ArmSummary) => string {
  return ({ consumerCrashes }) => middle(consumerCrashes.map(value))
}

function total(count: (crash: ConsumerCrash) => number): (arm: ArmSummary) => string {
  return ({ consumerCrashes }) => countText(consumerCrashes.reduce((sum, crash) => sum + count(crash), 0))
}

/** Median over the repeats; `never` if it did not happen in one of them. */
function middle(all: readonly (number | null)[]): string {
  const values = all.filter((one) => one !== null)
  return values.length < all.length ? 'never' : fixed(median(ascending(values)), 0)
}

/** The arms whose broker was killed. */
export function armsWithCrash(arms: readonly ArmSummary[]): ArmSummary[] {
  return arms.filter(({ crashes }) => crashes.length > 0)
}

/** The arms with a killed consumer. */
export function armsWithConsumerCrash(arms: readonly ArmSummary[]): ArmSummary[] {
  return arms.filter(({ consumerCrashes }) => consumerCrashes.length > 0)
}
