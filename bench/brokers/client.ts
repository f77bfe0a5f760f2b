import type { BrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { ConfigError } from '../core/config-error.ts'
import { type Access, isUrlOf } from './access.ts'

/** An address to connect to, and the text that may be shown of it. */
export interface Address {
  readonly url: URL
  /** Without user, password and query. */
  readonly shown: string
}

/** Loads the client of a broker. @throws CannotRunError with the command that installs it when it is not there. */
export async function loadClient<T>({ kind, packages }: Access, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CannotRunError(`${kind}: its client is not installed: npm install ${packages.join(' ')}`)
  }
}

/**
 * Reads the address of a broker. @throws ConfigError for a text that is no URL or has another protocol. The message
 * does not repeat the text, which may hold a password.
 */
export function addressOf(access: Access, given: string | undefined): Address {
  const { kind, usualUrl, protocols } = access
  const text = given ?? usualUrl
  if (!isUrlOf(access, text)) {
    const got = URL.canParse(text) ? `one that begins with ${new URL(text).protocol}` : 'something that is no URL'
    throw new ConfigError(
      `--broker-url: must be a URL that begins with ${protocols.map((name) => `${name}//`).join(' or ')} for ${kind}, got ${got}`,
    )
  }
  const url = new URL(text)
  return { url, shown: `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}` }
}

/** Error for an address without such a broker, with how to start one. `reason` must hold no credentials. */
export function unreachable({ kind, start }: Access, { shown }: Address, reason: string): CannotRunError {
  return new CannotRunError(`${kind}: cannot use ${shown}: ${reason}. To start one here: ${start}`)
}

/** Error for a broker that answers and cannot be used. `reason` must hold no credentials. */
export function refusedBy({ kind }: Access, { shown }: Address, reason: string): CannotRunError {
  return new CannotRunError(`${kind}: cannot use ${shown}: ${reason}`)
}

/** Returns the storage to use, by default the first. @throws ConfigError for one that the driver does not have. */
export function storageOf<T extends string>(kind: BrokerKind, storages: readonly T[], given: string | undefined): T {
  const storage = given === undefined ? storages[0] : storages.find((name) => name === given)
  if (storage === undefined) {
    throw new ConfigError(`storage: must be one of ${storages.join(', ')} for ${kind}, got ${JSON.stringify(given)}`)
  }
  return storage
}
