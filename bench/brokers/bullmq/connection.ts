import type { Redis, RedisOptions } from 'ioredis'
import { bareHost } from '../../core/bare-host.ts'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { ConfigError } from '../../core/config-error.ts'
import { decoded } from '../../core/decoded.ts'
import { RealClock } from '../../core/real-clock.ts'
import { type Address, loadClient, refusedBy, unreachable } from '../client.ts'
import { RECONNECT_MS } from '../driver.ts'
import { bullmqAccess } from './access.ts'

/** Shorter than 5 s, the time in which a driver must report that it cannot connect. */
const CONNECT_MS = 4000

/** Opens connections to one Redis. After the first success each restores itself when it is lost. */
export class BullmqConnections {
  readonly #Redis: new (
    options: RedisOptions,
  ) => Redis
  readonly #options: RedisOptions
  readonly #address: Address

  private constructor(Redis: new (options: RedisOptions) => Redis, address: Address) {
    this.#Redis = Redis
    this.#address = address
    this.#options = optionsOf(address.url)
  }

  /** @throws CannotRunError when the client is not installed, ConfigError for a URL that names no database. */
  static async load(address: Address): Promise<BullmqConnections> {
    const { Redis } = await loadClient(bullmqAccess, () => import('ioredis'))
    return new BullmqConnections(Redis, address)
  }

  /** @throws CannotRunError when there is no Redis or it refuses the credentials. */
  async connect(options: RedisOptions): Promise<Redis> {
    let wasReady = false
    const redis = new this.#Redis({
      ...this.#options,
      ...options,
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      retryStrategy: () => (wasReady ? RECONNECT_MS : null),
      // A Redis that still reads its file names the seconds it needs. The client would sleep for all of them.
      maxLoadingRetryTime: RECONNECT_MS,
    })
    let last: Error | undefined
    redis.on('error', (error: Error) => {
      last = error
    })
    const clock = new RealClock()
    // A server that accepts connections and never answers is no Redis.
    clock.at(CONNECT_MS, () => {
      last ??= new Error('no answer')
      redis.disconnect()
    })
    try {
      await redis.connect()
    } catch (error) {
      redis.disconnect()
      throw this.cannotUse(last ?? error)
    } finally {
      clock.stop()
    }
    wasReady = true
    // BullMQ copies the options for a second connection, which it expects to connect by itself.
    redis.options.lazyConnect = false
    return redis
  }

  /** @throws CannotRunError when the password was not needed: then this is not the Redis that was meant. */
  async checkPassword(redis: Redis): Promise<void> {
    const { username, password } = this.#address.url
    if (password === '' || username !== '') return
    await redis.call('AUTH', decoded(password)).catch((error: unknown) => {
      throw this.cannotUse(error)
    })
  }

  /** Error for a Redis that answers. */
  refused(reason: string): CannotRunError {
    return refusedBy(bullmqAccess, this.#address, reason)
  }

  cannotUse(error: unknown): CannotRunError {
    if (error instanceof CannotRunError) return error
    const { password } = this.#address.url
    let reason = reasonOf(error as NodeJS.ErrnoException)
    for (const secret of [password, decoded(password)]) if (secret !== '') reason = reason.replaceAll(secret, '***')
    // Redis itself has answered.
    const isThere = (error as Error).name === 'ReplyError'
    return isThere ? this.refused(reason) : unreachable(bullmqAccess, this.#address, reason)
  }
}

/** Ends a connection after Redis has answered all its commands, so that none is carried out later. */
export async function hangUp(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => undefined)
  redis.disconnect()
}

/** Settles when Redis has answered all earlier commands on this connection, or the connection is lost. */
export async function answered(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') return
  const lost = new Promise<void>((resolve) => redis.once('close', resolve))
  await Promise.race([redis.ping().catch(() => undefined), lost])
}

/** Reports when the first of some connections is lost, and when all are back. */
export class ConnectionWatch {
  readonly #lost = new Set<Redis>()
  readonly #onDown: (detail: string) => void
  readonly #onUp: () => void
  #wasDown = false
  /** Why the connection was lost, in the words of the system. */
  #reason = 'connection closed'

  constructor(connections: readonly Redis[], onDown: (detail: string) => void, onUp: () => void) {
    this.#onDown = onDown
    this.#onUp = onUp
    for (const redis of connections) {
      redis.on('error', (error: NodeJS.ErrnoException) => {
        this.#reason = error.code ?? error.message
      })
      redis.on('close', () => this.#lose(redis))
      redis.on('ready', () => this.#regain(redis))
    }
  }

  #lose(redis: Redis): void {
    this.#lost.add(redis)
    if (this.#lost.size === 1) this.#down()
  }

  #down(): void {
    if (this.#wasDown) return
    this.#wasDown = true
    this.#onDown(this.#reason)
  }

  #regain(redis: Redis): void {
    this.#lost.delete(redis)
    if (!this.#wasDown || this.#lost.size > 0) return
    this.#wasDown = false
    this.#reason = 'connection closed'
    this.#onUp()
  }
}

function optionsOf(url: URL): RedisOptions {
  const database = url.pathname.replace(/^\//, '')
  if (!/^\d*$/.test(database))
    throw new ConfigError('--broker-url: what follows the / must be the number of a database')
  const options: RedisOptions = {
    host: bareHost(url.hostname),
    port: url.port === '' ? 6379 : Number(url.port),
    db: Number(database),
  }
  if (url.protocol === 'rediss:') options.tls = {}
  // With a name the client does not write to the console when no password was needed.
  if (url.password !== '')
    Object.assign(options, { username: decoded(url.username) || 'default', password: decoded(url.password) })
  return options
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (message.startsWith('NOAUTH')) return 'it asks for a password'
  if (message.startsWith('WRONGPASS')) return 'it refuses the user or the password'
  if (message.includes('without any password configured')) return 'a password was given, but it has none'
  return message || code || 'no answer'
}
