import type { BrokerKind, RealBrokerKind } from '../core/broker-info.ts'
import type { BrokerDriver } from './driver.ts'
import { memoryDriver } from './memory-driver.ts'

/** How the URL of a broker begins. */
export const PROTOCOLS: Readonly<Record<RealBrokerKind, readonly string[]>> = {
  rabbitmq: ['amqp:', 'amqps:'],
  nats: ['nats:', 'tls:'],
  bullmq: ['redis:', 'rediss:'],
}

/** The driver of a broker, loaded when it is asked for. */
export async function driverOf(kind: BrokerKind): Promise<BrokerDriver> {
  if (kind === 'rabbitmq') return (await import('./rabbitmq/driver.ts')).rabbitmqDriver
  if (kind === 'nats') return (await import('./nats/driver.ts')).natsDriver
  if (kind === 'bullmq') return (await import('./bullmq/driver.ts')).bullmqDriver
  return memoryDriver
}

/** Whose URL it is, undefined when it is none or that of something else. */
export function kindOfUrl(text: string): BrokerKind | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol } = new URL(text)
  const known = Object.entries(PROTOCOLS).find(([, protocols]) => protocols.includes(protocol))
  return known?.[0] as BrokerKind | undefined
}
