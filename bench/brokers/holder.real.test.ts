import { afterEach, describe, expect, test } from 'vitest'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { RealClock } from '../core/real-clock.ts'
import type { Broker, BrokerSpec } from '../queue/broker.ts'
import { Witness } from '../queue/witness.ts'
import { bullmqDriver } from './bullmq/driver.ts'
import { whyNotHere } from './contract.testing.ts'
import { DONE } from './desk.testing.ts'
import type { BrokerDriver } from './driver.ts'
import { freePort } from './free-port.testing.ts'
import { Holder } from './holder.ts'
import { natsDriver } from './nats/driver.ts'
import { rabbitmqDriver } from './rabbitmq/driver.ts'

const PATIENCE_MS = 20_000
const LEASE_MS = 30_000
const IDS = [1, 2, 3]

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

async function until(clock: RealClock, holds: () => boolean): Promise<void> {
  const endMs = clock.nowMs() + PATIENCE_MS
  while (!holds()) {
    if (clock.nowMs() > endMs) throw new Error('it did not come to pass')
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + 5, resolve))
  }
}

/** Publishes three messages that only the other consumer can take, and waits until it has them. */
async function held(driver: BrokerDriver, leaseMs?: number) {
  const server = await driver.connect({ url: undefined, storage: undefined })
  undo.push(() => server.close())
  const spec: BrokerSpec = { depthMax: 100, deliveriesMax: 4, leaseMs }
  const queue = await server.open(spec)
  undo.push(() => queue.remove())
  const kind = driver.kind as RealBrokerKind
  const queueName = queue.queueName!
  const holder = await Holder.start({ kind, url: undefined, queueName, leaseMs, holding: IDS.length })
  undo.push(() => holder.kill())
  const clock = new RealClock()
  undo.push(() => clock.stop())
  const incidents: string[] = []
  const witness = new Witness(clock, (onDead): Broker => {
    const onIncident = (_: string, detail: string) => incidents.push(detail)
    return queue.broker(clock, { onDead, onIncident })
  })
  const taken: number[] = []
  const failures: Error[] = []
  holder.take({
    onHeld: (id) => {
      taken.push(id)
      witness.held(id)
    },
    onFailed: (error) => failures.push(error),
  })
  let confirmed = 0
  const publishedMs = clock.nowMs()
  for (const id of IDS) {
    witness.publish({ id, intendedMs: 0 }, (receipt) => {
      if (receipt === 'accepted') confirmed += 1
    })
  }
  await until(clock, () => taken.length === IDS.length && confirmed === IDS.length)
  expect(taken.toSorted()).toEqual(IDS)
  return { clock, publishedMs, witness, holder, queueName, failures, incidents }
}
type Held = Awaited<ReturnType<typeof held>>

/** Kills the consumer. Settles when another one has done all published messages. */
async function killed({ clock, witness, holder, failures, incidents }: Held, meanwhile = async () => {}) {
  let done = 0
  witness.consumerKilled()
  void holder.kill()
  witness.consume(IDS.length, (_, settle) => {
    done += 1
    settle(DONE)
  })
  await meanwhile()
  await until(clock, () => done === IDS.length)
  expect(witness.testimony(0)).toMatchObject({ confirmed: IDS.length, deliveredAgain: 0, lost: 0 })
  expect([failures, incidents]).toEqual([[], []])
  const crash = witness.consumerCrash!
  expect(crash).toMatchObject({ held: IDS.length, cameBack: IDS.length })
  return crash
}

async function real(driver: BrokerDriver) {
  const why = await whyNotHere(driver)
  if (why !== undefined) console.warn(`${driver.kind}: not tested, ${why}`)
  return why === undefined
}
const [hasRabbitmq, hasNats, hasRedis] = await Promise.all([rabbitmqDriver, natsDriver, bullmqDriver].map(real))

describe.runIf(hasRabbitmq)('rabbitmq, a consumer that is killed:', () => {
  test('what it held comes again when its socket is gone, before any lease could end', async () => {
    // A lease would end after the longest wait.
    const { lastAfterMs } = await killed(await held(rabbitmqDriver, LEASE_MS))
    expect(lastAfterMs).toBeLessThan(LEASE_MS)
  })
})

describe.runIf(hasNats)('nats, a consumer that is killed:', () => {
  test('what it held comes again when the lease ends that began with the delivery, not before', async () => {
    const leaseMs = 1500
    const all = await held(natsDriver, leaseMs)
    const { firstAfterMs, killedMs } = await killed(all)
    // None was taken before it was published. The server's clock need not agree with ours to the millisecond.
    expect(killedMs + firstAfterMs! - all.publishedMs).toBeGreaterThan(leaseMs - 100)
  })
})

describe.runIf(hasRedis)('bullmq, a consumer that is killed:', () => {
  test('what it held comes again when it has no lock at two looks for stalled jobs', async () => {
    const all = await held(bullmqDriver)
    const { Redis } = await import('ioredis')
    const redis = new Redis()
    undo.push(() => redis.disconnect())
    const keys = (await redis.keys(`${all.queueName}:jobs:*:lock`)).toSorted()
    expect(keys.length).toBe(IDS.length)
    const ttlMs = await redis.pttl(keys[0]!)
    // As long as the driver's, which would be waited for here.
    expect([ttlMs > 0, ttlMs <= 30_000]).toEqual([true, true])
    await killed(all, async () => {
      await redis.del(...keys)
      await twoLooks(all.queueName)
    })
  })

  /** Looks for stalled jobs at once, as a worker does every 30 s. */
  async function twoLooks(queueName: string): Promise<void> {
    const { Worker } = await import('bullmq')
    const { Redis } = await import('ioredis')
    const connection = new Redis({ maxRetriesPerRequest: null })
    const worker = new Worker('jobs', async () => undefined, { connection, prefix: queueName, autorun: false })
    for (let look = 0; look < 2; look++) {
      await connection.del(`${queueName}:jobs:stalled-check`)
      await worker.getBackend().moveStalledJobsToWait()
    }
    await worker.close(true)
    connection.disconnect()
  }
})

test('one that cannot connect says so, without user and password', async () => {
  const port = await freePort()
  const url = `redis://somebody:s3cret@127.0.0.1:${port}`
  const hold = { kind: 'bullmq', url, queueName: 'stormbench-none', leaseMs: undefined, holding: 1 } as const
  const error = await Holder.start(hold).then(
    () => new Error('it connected'),
    (reason: Error) => reason,
  )
  expect(error).toBeInstanceOf(CannotRunError)
  expect(error.message).toContain(`the consumer that is to be killed: bullmq: cannot use redis://127.0.0.1:${port}`)
  expect(error.message).not.toMatch(/s3cret|somebody/)
})
