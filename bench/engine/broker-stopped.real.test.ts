import { afterAll, describe, expect, test } from 'vitest'
import { driverOf } from '../brokers/catalogue.ts'
import { type OwnBroker, startOwnBroker } from '../brokers/own-broker.ts'
import { serverFileOf } from '../brokers/server-file.ts'
import { type Cell, cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import { BrokerHost, type HostedQueue } from './broker-host.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'

/** Each keeps on disk what a run could not remove. */
const KINDS = [
  { kind: 'nats', storage: undefined },
  { kind: 'bullmq', storage: 'aof' },
] as const

/** Kills the broker as soon as the run has counted the messages in it. */
class StoppedAfterRun extends BrokerHost {
  readonly #broker: OwnBroker

  constructor(kind: 'nats' | 'bullmq', broker: OwnBroker) {
    super({ [kind]: broker.url })
    this.#broker = broker
  }

  override async open(cell: Cell): Promise<HostedQueue | undefined> {
    const hosted = (await super.open(cell))!
    const remaining = hosted.queue.remaining.bind(hosted.queue)
    hosted.queue.remaining = async () => {
      const count = await remaining()
      await this.#broker.kill()
      return count
    }
    return hosted
  }
}

describe.each(KINDS)('a broker ($kind) that is stopped after a run', ({ kind, storage }) => {
  const targets = new TargetHost()
  let own: OwnBroker | undefined
  afterAll(async () => {
    await targets.close()
    await own?.stop()
  })

  test.runIf(isInstalled(kind))(
    'takes nothing from it; a warning names the queue left there, and clean removes it',
    async () => {
      own = await startOwnBroker(kind, storage)
      const brokers = new StoppedAfterRun(kind, own)
      const [cell] = cellsOf(
        parseSuite({
          name: 'after',
          question: 'Is anything lost?',
          load: '400ms@50',
          target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
          validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
          arms: {
            queue: {
              style: 'queue',
              broker: { kind, depthMax: 1000, deliveriesMax: 9 },
              consumers: { concurrency: 4 },
            },
          },
        }),
      )
      await targets.prepare(cell!.target)
      const { status, phases, broker, warnings } = await runReal(cell!, targets, { repeat: 1, brokers })
      expect([status, phases[0]!.outcomes.ok, broker!.seen.lost]).toEqual(['valid', 20, 0])
      const notes = warnings.filter(({ message }) => message.includes('could not be removed'))
      expect(notes).toEqual([
        expect.objectContaining({ severity: 'note', advice: expect.stringContaining('brokers clean') }),
      ])
      await brokers.close()

      await own.start()
      const server = await (await driverOf(kind)).connect({ url: own.url, storage: undefined })
      const { removed } = await server.clean()
      expect([removed.length > 0, await server.clean()]).toEqual([true, { removed: [], inUse: [] }])
      await server.close()
    },
  )
})

function isInstalled(kind: 'nats' | 'bullmq'): boolean {
  try {
    return serverFileOf(kind) !== ''
  } catch (error) {
    console.warn(`not tested: ${(error as Error).message}`)
    return false
  }
}
