import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { addressOf } from '../client.ts'
import { whyNotHere } from '../contract.testing.ts'
import { freePort } from '../free-port.testing.ts'
import { bullmqAccess } from './access.ts'
import { BullmqConnections } from './connection.ts'
import { bullmqDriver } from './driver.ts'
import { BullmqRunQueue } from './run-queue.ts'
import { BullmqTestServer, canStartRedis } from './server.testing.ts'

const NAME = 'stormbench-taken'
const SPEC = { depthMax: 10, deliveriesMax: 1 }
const why = await whyNotHere(bullmqDriver)

describe.runIf(why === undefined && canStartRedis)('bullmq, a name that is taken:', () => {
  let redis: BullmqTestServer
  beforeAll(async () => {
    redis = new BullmqTestServer(await freePort())
    await redis.start()
  })
  afterAll(() => redis.kill())

  test.each(['jobs:wait', 'jobs:meta', 'jobs:m0000000', 'other'])(
    '%s is reported, and what is there is left',
    async (key) => {
      const url = `redis://127.0.0.1:${redis.port}`
      const connections = await BullmqConnections.load(addressOf(bullmqAccess, url))
      const parts = { bullmq: await import('bullmq'), connections, redis: await connections.connect({}) }
      const other = `${NAME}:${key}`
      // BullMQ has none of these as plain text.
      await parts.redis.set(other, 'of somebody else')
      const refusal = new CannotRunError(
        `bullmq: cannot use ${url}: it has a key ${other} already, which was left as it is`,
      )
      await expect(BullmqRunQueue.open(parts, SPEC, NAME)).rejects.toThrow(refusal)
      expect([await parts.redis.keys('*'), await parts.redis.get(other)]).toEqual([[other], 'of somebody else'])

      await parts.redis.del(other)
      const queue = await BullmqRunQueue.open(parts, SPEC, NAME)
      await queue.remove()
      expect(await parts.redis.keys('*')).toEqual([])
      await parts.redis.quit()
    },
  )
})
