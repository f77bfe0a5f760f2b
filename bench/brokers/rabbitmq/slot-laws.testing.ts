import type { Options } from 'amqplib'
import { expect, test } from 'vitest'
import { DONE } from '../desk.testing.ts'
import { delayName, namesOf, nearestDelayMs } from './names.ts'
import type { NodeFixture } from './server-fixture.testing.ts'

const OTHER_SETTINGS: Options.AssertQueue = {
  durable: true,
  arguments: { 'x-queue-type': 'classic', 'x-max-length': 3 },
}
const FIRST = namesOf(0)
const SECOND = namesOf(1)

/** For tests: queues that no run has made, with names that a run would use. */
export function slotLaws(fixture: NodeFixture): void {
  test.each(['main', 'retry', 'dead'] as const)(
    'a %s queue that nobody uses is removed, whatever its settings',
    async (which) => {
      const { channel } = await fixture.stranger()
      await channel.assertQueue(FIRST[which], OTHER_SETTINGS)
      channel.sendToQueue(FIRST[which], Buffer.from('of long ago'))
      const { desk, names } = await fixture.desk(await fixture.server())
      desk.consume(1, () => DONE)
      await desk.published(1)
      await desk.until(() => desk.count('take') === 1)
      expect(names).toEqual(FIRST)
      expect([desk.taken(), await desk.takeDead(5), desk.incidents]).toEqual([['take #1 (1)'], [], []])
    },
  )

  test.each(['main', 'retry', 'dead'] as const)(
    'a %s queue with a consumer stays, and the run has the next slot',
    async (which) => {
      const { channel } = await fixture.stranger()
      await channel.assertQueue(FIRST[which], OTHER_SETTINGS)
      const { consumerTag } = await channel.consume(FIRST[which], () => undefined)
      const server = await fixture.server()
      const { desk, names } = await fixture.desk(server)
      expect(names).toEqual(SECOND)
      expect(await server.clean()).toEqual({ removed: [], inUse: [FIRST[which], SECOND.main] })
      await desk.remove()
      await channel.cancel(consumerTag)
      expect(await server.clean()).toEqual({ removed: [FIRST[which]], inUse: [] })
    },
  )

  test('a queue that is exclusive to another client stays, and the run has the next slot', async () => {
    const { channel } = await fixture.stranger()
    await channel.assertQueue(FIRST.main, { exclusive: true })
    const server = await fixture.server()
    const { names } = await fixture.desk(server)
    expect(names).toEqual(SECOND)
    expect(await server.clean()).toEqual({ removed: [], inUse: [FIRST.main, SECOND.main] })
    fixture.after(() => channel.deleteQueue(FIRST.main))
  })

  test('a delay queue with other settings, met in mid-run, is reported with what to do, and stays', async () => {
    const { channel } = await fixture.stranger()
    const { desk } = await fixture.desk(await fixture.server())
    const name = `${FIRST.main}-delay-19`
    await channel.assertQueue(name, OTHER_SETTINGS)
    desk.consume(1, ({ deliveries }) => (deliveries === 1 ? { kind: 'retry', delayMs: 20 } : DONE))
    await desk.published(1)
    // Its delay is lost, the message is not.
    await desk.until(() => desk.count('take') === 2)
    expect(desk.incidents).toEqual([`failed ${name} exists with other settings: if nobody uses it, delete it`])
    await desk.remove()
    expect((await channel.checkQueue(name)).messageCount).toBe(0)
    await channel.deleteQueue(name)
  })

  test('a queue that another client recreates with other settings in mid-run is reported with what to do, and stays', async () => {
    const { channel } = await fixture.stranger()
    const server = await fixture.server()
    const { desk } = await fixture.desk(server)
    await channel.deleteQueue(FIRST.main)
    await channel.assertQueue(FIRST.main, OTHER_SETTINGS)
    await channel.deleteQueue(FIRST.dead)
    desk.consume(1, () => ({ kind: 'dead', reason: 'poison' }))
    await desk.published(1)
    const failure = `failed ${FIRST.main} exists with other settings: if nobody uses it, npm run bench -- brokers clean removes it`
    await desk.until(() => desk.incidents.includes(failure))
    await desk.remove()
    expect(desk.incidents).toEqual([`failed ${FIRST.dead} is gone, so it is made again`, failure])
    expect(await server.clean()).toEqual({ removed: [FIRST.main], inUse: [] })
  })

  test('a queue that is being declared when the run ends is removed as well', async () => {
    const { channel } = await fixture.stranger()
    const { desk } = await fixture.desk(await fixture.server())
    desk.consume(1, () => ({ kind: 'retry', delayMs: 60_000 }))
    await desk.published(1)
    await desk.until(() => desk.count('take') === 1)
    await desk.remove()
    await expect(channel.checkQueue(delayName(FIRST, nearestDelayMs(60_000)))).rejects.toThrow('NOT_FOUND')
  })
}
