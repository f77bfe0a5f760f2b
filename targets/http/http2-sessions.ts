import { type Http2Place, Http2Session, type Waiting } from './http2-session.ts'

/** The sessions of HTTP/2 to one service. One more opens when all are full: no stream waits for the end of another. */
export class Http2Sessions {
  readonly #place: Http2Place
  readonly #sessions = new Set<Http2Session>()
  /** The one used last, which probably has room. */
  #last: Http2Session | undefined

  constructor(place: Http2Place) {
    this.#place = place
  }

  get origin(): string {
    return this.#place.origin
  }

  /** Starts a stream on a session that has room for it. */
  readonly take = (waiting: Waiting): void => {
    this.#withRoom().take(waiting)
  }

  close(): void {
    for (const session of this.#sessions) session.destroy()
    this.#sessions.clear()
    this.#last = undefined
  }

  #withRoom(): Http2Session {
    if (this.#last?.hasRoom) return this.#last
    for (const session of this.#sessions) {
      if (session.isOver) this.#sessions.delete(session)
      else if (session.hasRoom) {
        this.#last = session
        return session
      }
    }
    this.#last = new Http2Session(this.#place, this.take)
    this.#sessions.add(this.#last)
    return this.#last
  }
}
