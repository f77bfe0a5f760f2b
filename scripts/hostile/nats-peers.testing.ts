import type { NatsConnection } from '../../bench/brokers/nats/connection.ts'
import { epochMs, pause } from '../../bench/core/real-clock.ts'
import type { ToWorker } from '../../bench/workers/messages.ts'
import { connectNats } from '../../bench/workers/nats/connect.ts'
import { framesOf, Joiner, pack } from '../../bench/workers/nats/frames.ts'
import { claimSubject, FIND, fleetNames, type Present, presentSchema } from '../../bench/workers/nats/names.ts'
import { programVersion } from '../cli/environment.ts'

/** Data that a peer sends: a message, or raw bytes. */
export type Sent = Uint8Array | object

const FRAME_MAX_BYTES = 100_000
const FLEET = 'stormbench-00000000000000aa'
/** No peer may keep a worker from others for longer. */
const FREE_MAX_MS = 10_000

function framed(sent: Sent, id: number): readonly Uint8Array[] {
  return sent instanceof Uint8Array ? [sent] : framesOf(pack(sent), id, FRAME_MAX_BYTES)
}

/** For tests: a worker on a NATS server that answers what a script says. Bytes go where reports go. */
export class HostileWorker {
  readonly #connection: NatsConnection
  readonly #id = '00000000000000bb'
  readonly #says: (message: ToWorker) => readonly Sent[]
  #sent = 0

  /** `about`: what it says of itself when it is looked for. */
  static async start(
    url: string,
    says: (message: ToWorker) => readonly Sent[],
    about: object = {},
  ): Promise<HostileWorker> {
    return new HostileWorker(await connectNats({ url }), says, about)
  }

  private constructor(connection: NatsConnection, says: (message: ToWorker) => readonly Sent[], about: object) {
    this.#connection = connection
    this.#says = says
    const present = { id: this.#id, name: 'hostile 1', version: programVersion(), isBusy: false, ...about }
    connection.nc.subscribe(FIND, { callback: (_, msg) => void msg.respond(JSON.stringify(present)) })
    connection.nc.subscribe(claimSubject(this.#id), {
      callback: (_, msg) => {
        this.#workFor(msg.string())
        msg.respond('yes')
      },
    })
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  #workFor(fleet: string): void {
    const { to, from, reports } = fleetNames(fleet)
    const joiner = new Joiner({ partsMax: 1000 })
    this.#connection.nc.subscribe(to(this.#id), {
      callback: (_, { data }) => {
        const message = data.length === 0 ? undefined : (joiner.join(data) as ToWorker | undefined)
        for (const sent of message === undefined ? [] : this.#says(message)) {
          this.#sent += 1
          const isReport = sent instanceof Uint8Array || ('kind' in sent && sent.kind === 'report')
          for (const frame of framed(sent, this.#sent)) {
            this.#connection.nc.publish(isReport ? reports(this.#id) : from(this.#id), frame)
          }
        }
      },
    })
  }
}

/** For tests: a `run` that claims the only worker of a NATS server, sends it what it likes and lets it go. */
export class HostileController {
  readonly #connection: NatsConnection
  #sent = 0

  static async connect(url: string): Promise<HostileController> {
    return new HostileController(await connectNats({ url }))
  }

  private constructor(connection: NatsConnection) {
    this.#connection = connection
  }

  /**
   * Sends all of it, then waits until the worker takes others; returns for how long, ms. @throws Error when that takes
   * too long.
   */
  async send(sent: readonly Sent[]): Promise<number> {
    const { id } = await this.#free()
    await this.#connection.nc.request(claimSubject(id), FLEET, { timeout: 2000 })
    const subject = fleetNames(FLEET).to(id)
    for (const one of sent) {
      this.#sent += 1
      for (const frame of framed(one, this.#sent)) this.#connection.nc.publish(subject, frame)
    }
    await this.#connection.nc.flush()
    // Long enough to begin its work.
    await pause(300)
    this.#connection.nc.publish(subject, '')
    const toldMs = epochMs()
    await this.#free()
    return epochMs() - toldMs
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** The worker, when it is there and not at work. */
  async #free(): Promise<Present> {
    const untilMs = epochMs() + FREE_MAX_MS
    while (epochMs() < untilMs) {
      const answer = await this.#connection.nc.request(FIND, '', { timeout: 2000 }).catch(() => undefined)
      const present = answer && presentSchema.parse(answer.json())
      if (present?.isBusy === false) return present
      await pause(100)
    }
    throw new Error(`the worker was not free within ${FREE_MAX_MS} ms`)
  }
}
