import type { BrokerKind } from '../core/broker-info.ts'
import type { BrokerDriver } from './driver.ts'
import { memoryDriver } from './memory/driver.ts'

/** The driver of a broker, loaded when it is asked for. */
export async function driverOf(kind: BrokerKind): Promise<BrokerDriver> {
  if (kind === 'rabbitmq') return (await import('./rabbitmq/driver.ts')).rabbitmqDriver
  if (kind === 'nats') return (await import('./nats/driver.ts')).natsDriver
  if (kind === 'bullmq') return (await import('./bullmq/driver.ts')).bullmqDriver
  return memoryDriver
}
