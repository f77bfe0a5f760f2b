import { addressOf } from '../../brokers/client.ts'
import { natsAccess } from '../../brokers/nats/access.ts'
import type { NatsConnection } from '../../brokers/nats/connection.ts'
import { connectToNats } from '../../brokers/nats/driver.ts'

/** A NATS server that brings controller and workers together. */
export interface NatsAddress {
  /** With user and password or a token, if needed. They reach no file and no message. */
  readonly url: string
  /** Text of a credentials file, for a server that asks for one. */
  readonly credentials?: string | undefined
}

/** Connects. @throws CannotRunError when JetStream cannot be used. */
export function connectNats({ url, credentials }: NatsAddress): Promise<NatsConnection> {
  return connectToNats(addressOf(natsAccess, url), credentials)
}
