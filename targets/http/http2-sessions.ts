import { networkError } from './failure.ts'
import { type Http2Place, Http2Session, type Waiting } from './http2-session.ts'

/**
 * Most sessions at once. As many attempts can be in flight. A service that takes back the streams of its sessions
 * could otherwise make them pile up.
 */
const SESSIONS_MAX = 8000

/** The sessions of HTTP/2 to one service. One more opens when all are full: no stream waits for the end of another. */
export class Http2Sessions {
  readonly #place: Http2Place
  readonly #sessionsMax: number
  readonly #sessions = new Set<Http2Session>()
  /** The one used last, which probably has room. */
  #last: Http2Session | undefined

  constructor(place: Http2Place, sessionsMax = SESSIONS_MAX) {
    this.#place = place
    this.#sessionsMax = sessionsMax
  }

  get origin(): string {
    return this.#place.origin
  }

  /** Starts a stream on a session that has room for it. */
  readonly take = (waiting: Waiting): void => {
    const session = this.#withRoom()
    if (session !== undefined) session.take(waiting)
    else waiting.fail(networkError('ERR_HTTP2_SESSIONS_MAX', 'too many sessions'))
  }

  close(): void {
    for (const session of this.#sessions) session.destroy()
    this.#sessions.clear()
    this.#last = undefined
  }

  #withRoom(): Http2Session | undefined {
    if (this.#last?.hasRoom) return this.#last
    for (const session of this.#sessions) {
      if (session.isOver) this.#sessions.delete(session)
      else if (session.hasRoom) {
        this.#last = session
        return session
      }
    }
    if (this.#sessions.size >= this.#sessionsMax) return undefined
    this.#last = new Http2Session(this.#place, this.take)
    this.#sessions.add(this.#last)
    return this.#last
  }
}
