import type { BrokerKind, RealBrokerKind } from '../core/broker-info.ts'
import { type Access, isUrlOf } from './access.ts'
import { bullmqAccess } from './bullmq/access.ts'
import { bullmqServer } from './bullmq/server.ts'
import type { BrokerDriver } from './driver.ts'
import type { HoldMessages } from './hold.ts'
import { natsAccess } from './nats/access.ts'
import { natsServer } from './nats/server.ts'
import type { OpenPeer } from './peer.ts'
import { rabbitmqAccess } from './rabbitmq/access.ts'
import { rabbitmqServer } from './rabbitmq/server.ts'
import type { ServerRecipe } from './server-recipe.ts'

/** A kind of broker. Functions load what needs the client, so a client that nobody uses need not be installed. */
interface BrokerRow {
  readonly access: Access
  /** Starts one that a single run has for itself. */
  readonly server: ServerRecipe
  readonly driver: () => Promise<BrokerDriver>
  /** Takes messages in the process of a consumer that will be killed. */
  readonly hold: () => Promise<HoldMessages>
  /** A loop of the bare client, which `micro` measures beside the driver. */
  readonly barePeer: () => Promise<OpenPeer>
}

/** All brokers outside this process: a row and a folder each. Kinds and their storages are `STORAGES` of core. */
export const CATALOGUE: Readonly<Record<RealBrokerKind, BrokerRow>> = {
  rabbitmq: {
    access: rabbitmqAccess,
    server: rabbitmqServer,
    driver: async () => (await import('./rabbitmq/driver.ts')).rabbitmqDriver,
    hold: async () => (await import('./rabbitmq/hold.ts')).holdRabbitmq,
    barePeer: async () => (await import('./rabbitmq/bare-peer.ts')).rabbitmqBarePeer,
  },
  nats: {
    access: natsAccess,
    server: natsServer,
    driver: async () => (await import('./nats/driver.ts')).natsDriver,
    hold: async () => (await import('./nats/hold.ts')).holdNats,
    barePeer: async () => (await import('./nats/bare-peer.ts')).natsBarePeer,
  },
  bullmq: {
    access: bullmqAccess,
    server: bullmqServer,
    driver: async () => (await import('./bullmq/driver.ts')).bullmqDriver,
    hold: async () => (await import('./bullmq/hold.ts')).holdBullmq,
    barePeer: async () => (await import('./bullmq/bare-peer.ts')).bullmqBarePeer,
  },
}

/** Returns the driver of a broker, loaded on request. */
export async function driverOf(kind: BrokerKind): Promise<BrokerDriver> {
  return kind === 'memory' ? (await import('./memory/driver.ts')).memoryDriver : CATALOGUE[kind].driver()
}

/** Returns the kind of broker that a URL is of; undefined for any other text. */
export function kindOfUrl(text: string): RealBrokerKind | undefined {
  return Object.values(CATALOGUE).find(({ access }) => isUrlOf(access, text))?.access.kind
}
