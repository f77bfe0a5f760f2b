import { type buildConnector, Client } from 'undici'
import { ANSWER_MAX_MS, type AnswerHandler, Connection, type Message } from './connection.ts'
import { ATTEMPT_HEADER } from './protocol.ts'

/** The longest that a connection idles, however long the target says that it may. */
const IDLE_MAX_MS = 600_000

/**
 * A connection to any service, with undici's dispatch. One that idles is closed when the target's keep-alive hint says,
 * less 2 s for the way; without a hint after 4 s. These are the rules of undici.
 */
export class UndiciConnection extends Connection {
  readonly #client: Client

  constructor(origin: string, connect: buildConnector.connector) {
    super()
    this.#client = new Client(origin, {
      connect,
      pipelining: 1,
      headersTimeout: ANSWER_MAX_MS,
      bodyTimeout: ANSWER_MAX_MS,
      keepAliveMaxTimeout: IDLE_MAX_MS,
    })
    this.#client.on('disconnect', () => {
      this.idleSinceMs = undefined
    })
  }

  send({ method, path, headers, body, reset }: Message, attempt: string, exchange: AnswerHandler): void {
    this.#client.dispatch({ method, path, headers: [...headers, ATTEMPT_HEADER, attempt], body, reset }, exchange)
  }

  destroy(): Promise<void> {
    return this.#client.destroy()
  }
}
