import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { BrokerSpec, Settlement } from '../../queue/broker.ts'
import { whyNotHere } from '../contract.testing.ts'
import { Desk } from '../desk.testing.ts'
import type { BrokerConnection, RunQueue } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { bullmqDriver } from './driver.ts'
import { BullmqTestServer, canStartRedis } from './server.testing.ts'

// Its client must be there as well.
const why = await whyNotHere(bullmqDriver)
/** Never by itself. */
const SNAPSHOTS = '3600 1000000'

describe.runIf(why === undefined && canStartRedis)(
  'bullmq, when its Redis cannot store a snapshot and takes no writes:',
  () => {
    let folder: string
    let redis: BullmqTestServer
    let admin: Redis
    let server: BrokerConnection
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'redis-'))
      redis = new BullmqTestServer(await freePort(), ['--dir', folder, '--save', SNAPSHOTS])
      await redis.start()
      const client = await import('ioredis')
      admin = new client.Redis({ host: '127.0.0.1', port: redis.port })
      server = await bullmqDriver.connect({ url: `redis://127.0.0.1:${redis.port}`, storage: undefined })
    })
    afterEach(async () => {
      await server.close()
      await admin.quit()
      await redis.kill()
      rmSync(folder, { recursive: true })
    })

    let queue: RunQueue
    const setUp = async (spec: Partial<BrokerSpec> = {}) => {
      queue = await server.open({ depthMax: 1000, deliveriesMax: 4, ...spec })
      return new Desk(queue)
    }
    const kinds = (desk: Desk) => desk.incidents.map((line) => line.split(' ', 1)[0])
    const snapshot = async (status: 'ok' | 'err') => {
      const saveStatus = async () =>
        /rdb_bgsave_in_progress:0.*last_bgsave_status:(\w+)/s.exec(await admin.info('persistence'))?.[1]
      await admin.bgsave()
      while ((await saveStatus()) !== status);
    }
    /** A snapshot cannot replace a folder. */
    const block = async () => {
      mkdirSync(join(folder, 'dump.rdb'))
      await snapshot('err')
    }
    const unblock = async () => {
      rmdirSync(join(folder, 'dump.rdb'))
      await snapshot('ok')
    }

    test('messages are refused, which is reported once; what was settled meanwhile is correct afterwards', async () => {
      const desk = await setUp()
      const settles: ((settlement: Settlement) => void)[] = []
      desk.broker.consume(4, ({ message: { id }, deliveries }, settle) => {
        desk.note(`take #${id} (${deliveries})`)
        settles[id] = settle
      })
      for (const id of [0, 1, 2, 3, 4, 5]) await desk.published(id)
      await desk.until(() => desk.count('take') === 4)
      settles[3]!({ kind: 'dead', reason: 'early poison' })
      await desk.until(() => desk.count('dead') === 1 && desk.count('take') === 5)

      await block()
      for (const id of [6, 7]) await desk.published(id)
      settles[0]!({ kind: 'done' })
      settles[1]!({ kind: 'retry', delayMs: 1 })
      settles[2]!({ kind: 'dead', reason: 'poison' })
      settles[4]!({ kind: 'retry', delayMs: 0 })
      expect(await desk.takeDead(5)).toEqual([3])
      await desk.quiet()
      expect(desk.log.slice(-2)).toEqual(['full #6', 'full #7'])
      expect(kinds(desk)).toEqual(['blocked'])

      await unblock()
      await desk.until(() => desk.count('dead') === 2 && desk.count('take') === 8)
      await desk.published(8)
      for (const id of [1, 4, 5]) settles[id]!({ kind: 'done' })
      await desk.until(() => desk.log.includes('take #8 (1)'))
      settles[8]!({ kind: 'done' })
      await desk.quiet()
      expect(desk.taken().slice(5).toSorted()).toEqual(['take #1 (2)', 'take #4 (2)', 'take #5 (1)', 'take #8 (1)'])
      expect(desk.log).toContain('dead #2 poison')
      expect(await desk.takeDead(5)).toEqual([2])
      expect(kinds(desk)).toEqual(['blocked', 'unblocked'])
      expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 2 })
      desk.broker.destroy()
      expect(await queue.remaining()).toBe(0)
      await desk.remove()
    })

    test('a delivery whose lease ends meanwhile goes to another handler after it', async () => {
      const desk = await setUp({ leaseMs: 1000 })
      desk.broker.consume(2, ({ message: { id }, deliveries }, settle) => {
        desk.note(`take #${id} (${deliveries})`)
        if (deliveries > 1) settle({ kind: 'done' })
      })
      await desk.published(1)
      await desk.until(() => desk.count('take') === 1)
      await block()
      await desk.passed(1500)
      expect(desk.taken()).toEqual(['take #1 (1)'])
      await unblock()
      await desk.until(() => desk.log.includes('take #1 (2)'))
      await desk.remove()
    })

    test('a run can end meanwhile; its queue is left, which is reported, and cleaned away later', async () => {
      const desk = await setUp()
      const settles: ((settlement: Settlement) => void)[] = []
      desk.broker.consume(2, (_, settle) => settles.push(settle))
      for (const id of [0, 1, 2]) await desk.published(id)
      await desk.until(() => settles.length === 2)
      await block()
      settles[0]!({ kind: 'done' })
      settles[1]!({ kind: 'retry', delayMs: 0 })
      await desk.until(() => desk.incidents.length > 0)
      desk.broker.destroy()
      expect(await queue.remaining()).toBe(3)
      await expect(desk.remove()).rejects.toThrow(CannotRunError)
      await expect(server.clean()).rejects.toThrow(CannotRunError)
      await unblock()
      expect(await server.clean()).toEqual({ removed: [queue.queueName], inUse: [] })
    })

    test('no queue is made, and the reason is reported', async () => {
      await block()
      const error = await setUp().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(CannotRunError)
      expect((error as Error).message).toMatch(
        /^bullmq: cannot use redis:\/\/127\.0\.0\.1:\d+: MISCONF Redis is configured/,
      )
      await unblock()
      expect(await admin.keys('*')).toEqual([])
      const desk = await setUp()
      await desk.published(1)
      expect(desk.log).toEqual(['accepted #1'])
      await desk.remove()
    })
  },
)
