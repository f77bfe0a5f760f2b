import type { RealBrokerKind } from '../core/broker-info.ts'

/** How a kind of broker is reached. */
export interface Access {
  readonly kind: RealBrokerKind
  /** Packages of its client, as `npm install` takes them. */
  readonly packages: readonly string[]
  readonly usualUrl: string
  /** With the colon, as `URL` has them: `amqp:`. */
  readonly protocols: readonly string[]
  /** A command that starts one on this machine. */
  readonly start: string
}

/** Whether a text is a URL of this kind of broker. */
export function isUrlOf({ protocols }: Access, text: string): boolean {
  // Without the slashes a user and password are part of the path, which is shown.
  return /^[a-z]+:\/\//i.test(text) && URL.canParse(text) && protocols.includes(new URL(text).protocol)
}
