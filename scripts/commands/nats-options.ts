import { readFileSync } from 'node:fs'
import { isUrlOf } from '../../bench/brokers/access.ts'
import { natsAccess } from '../../bench/brokers/nats/access.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { NatsAddress } from '../../bench/workers/nats/connect.ts'
import { notEmpty } from '../cli/option-values.ts'
import { optional } from '../cli/options.ts'

/** The server, in the help of `--nats`. */
export const NATS_SERVER = 'NATS server with JetStream, such as nats://token@host:4222'
export const NATS_CREDS = optional('--nats-creds <file>', 'NATS credentials file (.creds) for that server', notEmpty)

/** A credentials file holds two: the JWT of a user and the seed of its key. */
const BLOCK = /^-{3,}BEGIN [^\n]*-{3,}\n.+\n\s*-{3,}END [^\n]*-{3,}$/gm

/** Address and credentials of a NATS server. @throws ConfigError for a URL of another protocol or bad credentials. */
export function natsOf(url: string, credsFile: string | undefined, resolvePath: (path: string) => string): NatsAddress {
  if (!isUrlOf(natsAccess, url)) {
    // Its text is not repeated, since it may hold a password.
    const protocols = natsAccess.protocols.map((name) => `${name}//`)
    throw new ConfigError(`--nats: must be a URL that begins with ${protocols.join(' or ')}`)
  }
  return credsFile === undefined ? { url } : { url, credentials: credentialsIn(credsFile, resolvePath) }
}

/** The text of a credentials file, with the line ends that the client expects. */
function credentialsIn(file: string, resolvePath: (path: string) => string): string {
  let text: string
  try {
    text = `${readFileSync(resolvePath(file), 'utf8').replaceAll('\r\n', '\n')}\n`
  } catch (error) {
    throw new ConfigError(`--nats-creds: ${file} cannot be read: ${(error as Error).message}`)
  }
  if (text.match(BLOCK)?.length !== 2) {
    throw new ConfigError(`--nats-creds: must be a credentials file (a user JWT and its NKEY seed), ${file} is none`)
  }
  return text
}
