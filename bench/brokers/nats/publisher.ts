import type { MsgHdrs, Subscription } from '@nats-io/transport-node'
import type { Clock } from '../../core/clock.ts'
import type { Receipt } from '../../queue/broker.ts'
import { type NatsConnection, statusOf } from './connection.ts'
import { type NatsRoom, refusalMeans } from './room.ts'

/** Longest wait for a confirmation. After it the outcome of the message is unknown. */
const CONFIRM_MS = 5000
/** Third byte of `{"s`. A confirmation begins with the name of the stream, a refusal with the error. */
const CONFIRMED = 0x73

/** Called with the server's answer. `detail` is the reason if there is no confirmation. */
export type Answered = (receipt: Receipt, detail: string) => void

interface Open {
  readonly sinceMs: number
  readonly answered: Answered
}

/**
 * Publishes with confirmations on one subscription. The client's own `publish` makes two promises, a timer and headers
 * for each message. They cost more than sending it.
 */
export class NatsPublisher {
  readonly #connection: NatsConnection
  readonly #clock: Clock
  readonly #room: NatsRoom
  readonly #onThrow: (detail: string) => void
  readonly #inbox: string
  readonly #subscription: Subscription
  /** In the order of publishing. */
  readonly #open = new Map<number, Open>()
  #last = 0

  /** `onThrow` gets what `answered` throws, which would end the client's reader. */
  constructor(connection: NatsConnection, clock: Clock, room: NatsRoom, onThrow: (detail: string) => void) {
    this.#connection = connection
    this.#room = room
    this.#onThrow = onThrow
    this.#clock = clock
    this.#inbox = `${connection.core.createInbox()}.`
    this.#subscription = connection.nc.subscribe(`${this.#inbox}*`, {
      callback: (error, msg) => {
        if (error === null) this.#answer(Number(msg.subject.slice(this.#inbox.length)), msg)
      },
    })
  }

  get unconfirmed(): number {
    return this.#open.size
  }

  publish(subject: string, data: string | Uint8Array, answered: Answered, headers?: MsgHdrs): void {
    this.#last += 1
    const reply = this.#inbox + this.#last
    try {
      this.#connection.nc.publish(subject, data, headers === undefined ? { reply } : { reply, headers })
    } catch (error) {
      // The client throws only before it sends.
      answered('unsent', (error as Error).message)
      return
    }
    this.#open.set(this.#last, { sinceMs: this.#clock.nowMs(), answered })
  }

  /** The connection is lost, and with it the confirmations on their way. */
  abandon(detail: string): void {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const { answered } of open) this.#settle(answered, 'unknown', detail)
  }

  /** Gives up on messages that have waited too long. */
  expire(nowMs: number): void {
    for (const [number, { sinceMs, answered }] of this.#open) {
      if (nowMs - sinceMs < CONFIRM_MS) return
      this.#open.delete(number)
      this.#settle(answered, 'unknown', `no confirmation within ${CONFIRM_MS} ms`)
    }
  }

  stop(): void {
    this.#open.clear()
    this.#subscription.unsubscribe()
  }

  #answer(number: number, msg: Parameters<typeof statusOf>[0]): void {
    const open = this.#open.get(number)
    if (open === undefined) return
    this.#open.delete(number)
    if (msg.data[2] === CONFIRMED) {
      this.#room.taken()
      this.#settle(open.answered, 'accepted', '')
      return
    }
    const { code, text } = refusalOf(msg)
    const meaning = refusalMeans(code, text)
    if (meaning === 'no room') this.#room.refused(text)
    this.#settle(open.answered, meaning === 'other' ? 'unknown' : 'full', text)
  }

  #settle(answered: Answered, receipt: Receipt, detail: string): void {
    try {
      answered(receipt, detail)
    } catch (error) {
      this.#onThrow(`what hears of a confirmation threw ${(error as Error).stack}`)
    }
  }
}

function refusalOf(msg: Parameters<typeof statusOf>[0]): { readonly code: number; readonly text: string } {
  const status = statusOf(msg)
  if (status !== undefined) return status
  try {
    const { error } = msg.json<{ error?: { err_code?: number; description?: string } }>()
    return { code: error?.err_code ?? 0, text: error?.description ?? msg.string() }
  } catch {
    return { code: 0, text: 'an answer that is no JSON' }
  }
}
