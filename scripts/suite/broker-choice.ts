import { InvalidArgumentError } from 'commander'
import { CATALOGUE, kindOfUrl } from '../../bench/brokers/catalogue.ts'
import { BROKER_KINDS, type BrokerKind, REAL_BROKER_KINDS, STORAGES } from '../../bench/core/broker-info.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { notOneOf } from '../../bench/core/suggestion.ts'
import type { BrokerUrls } from '../../bench/engine/broker-host.ts'
import type { MeasuredBroker } from '../../bench/micro/brokers/broker-micro.ts'

/** A broker that the command line asks for. */
export interface BrokerChoice {
  readonly kind: BrokerKind
  /** The broker's usual storage when undefined. */
  readonly storage: string | undefined
}

/** All texts that `--broker` takes. */
export const BROKER_CHOICES: readonly string[] = [
  'all',
  ...BROKER_KINDS.flatMap((kind) => [kind, ...STORAGES[kind].slice(1).map((name) => `${kind}:${name}`)]),
]

/** A broker as part of a name: `nats`, `nats-memory`. */
export function labelOf({ kind, storage }: BrokerChoice): string {
  return storage === undefined || storage === STORAGES[kind][0] ? kind : `${kind}-${storage}`
}

/** Collects `--broker` values: `all`, a kind, or a kind and a storage as `nats:memory`. */
export function brokerChoice(text: string, before: readonly BrokerChoice[] = []): BrokerChoice[] {
  const given =
    text === 'all' ? BROKER_KINDS.map((kind): BrokerChoice => ({ kind, storage: undefined })) : [oneOf(text)]
  const labels = before.map(labelOf)
  return [...before, ...given.filter((choice) => !labels.includes(labelOf(choice)))]
}

function oneOf(text: string): BrokerChoice {
  const [name, storage, ...rest] = text.split(':')
  const kind = BROKER_KINDS.find((known) => known === name)
  const storages: readonly string[] = kind === undefined ? [] : STORAGES[kind]
  if (kind !== undefined && rest.length === 0 && (storage === undefined || storages.includes(storage))) {
    return { kind, storage }
  }
  throw new InvalidArgumentError(`It ${notOneOf(BROKER_CHOICES, text)}`)
}

/**
 * Addresses by broker, which follows from the protocol. @throws ConfigError that does not repeat the text, since it may
 * hold a password.
 */
export function brokerUrlsOf(texts: readonly string[]): BrokerUrls {
  const urls: Partial<Record<BrokerKind, string>> = {}
  for (const text of texts) {
    const kind = kindOfUrl(text)
    if (kind === undefined) {
      const protocols = Object.values(CATALOGUE).flatMap(({ access }) => access.protocols)
      throw new ConfigError(
        `--broker-url: must be a URL that begins with one of ${protocols.map((name) => `${name}//`).join(', ')}`,
      )
    }
    if (urls[kind] !== undefined) throw new ConfigError(`--broker-url: must be given once for ${kind}`)
    urls[kind] = text
  }
  return urls
}

/**
 * The brokers whose drivers `micro` measures. The broker in this process has no client to compare with. @throws
 * ConfigError when only that broker was asked for.
 */
export function measuredBrokers(brokers: readonly BrokerChoice[]): MeasuredBroker[] {
  const elsewhere = brokers.flatMap(({ kind, storage }) => (kind === 'memory' ? [] : [{ kind, storage }]))
  if (brokers.length > 0 && elsewhere.length === 0) {
    throw new ConfigError(`--broker: must be one of ${REAL_BROKER_KINDS.join(', ')} or all for micro, got "memory"`)
  }
  return elsewhere
}
