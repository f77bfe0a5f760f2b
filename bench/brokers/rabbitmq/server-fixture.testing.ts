import { type Channel, type ChannelModel, connect } from 'amqplib'
import type { BrokerSpec } from '../../queue/broker.ts'
import { Desk } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { rabbitmqDriver } from './driver.ts'
import type { QueueNames } from './names.ts'
import type { RabbitmqRunQueue } from './run-queue.ts'
import { RabbitmqTestServer } from './server.testing.ts'

/** For tests: runs on a RabbitMQ without other users, so the first run has the names of the first slot. */
export class NodeFixture {
  readonly #undo: (() => Promise<unknown>)[] = []
  #node: RabbitmqTestServer | undefined

  async start(): Promise<void> {
    this.#node = await RabbitmqTestServer.start()
  }

  async stop(): Promise<void> {
    await this.#node?.stop()
  }

  get node(): RabbitmqTestServer {
    if (this.#node === undefined) throw new Error('it has not started')
    return this.#node
  }

  /** Adds a step to do after the test. The step added last is done first. */
  after(step: () => Promise<unknown>): void {
    this.#undo.push(step)
  }

  async undo(): Promise<void> {
    for (const step of this.#undo.splice(0).toReversed()) await step()
  }

  async server(storage = 'quorum', port = this.node.port): Promise<BrokerConnection> {
    const server = await rabbitmqDriver.connect({ url: `amqp://127.0.0.1:${port}`, storage })
    this.after(() => server.close())
    return server
  }

  async desk(server: BrokerConnection, spec: Partial<BrokerSpec> = {}): Promise<{ desk: Desk; names: QueueNames }> {
    const run = await server.open({ depthMax: 10_000, deliveriesMax: 4, ...spec })
    const desk = new Desk(run)
    this.after(() => desk.remove())
    return { desk, names: (run as RabbitmqRunQueue).names }
  }

  /** Connects a client that knows nothing of runs. */
  async stranger(): Promise<{ model: ChannelModel; channel: Channel }> {
    const model = await connect(this.node.url)
    this.after(() => model.close())
    const channel = await model.createChannel()
    // The caller gets the error too. Without a listener it would end the process.
    channel.on('error', () => undefined)
    return { model, channel }
  }
}
