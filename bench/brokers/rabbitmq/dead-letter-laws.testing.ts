import { expect, test } from 'vitest'
import type { Desk } from '../desk.testing.ts'
import { CuttableWay } from './proxy.testing.ts'
import type { NodeFixture } from './server-fixture.testing.ts'

const STORAGES = ['quorum', 'classic']

/** For tests: dead letters are taken in batches, and none is lost on the way. */
export function deadLetterLaws(fixture: NodeFixture): void {
  test.each(STORAGES)('%s: each is taken once and in order, even by two calls at the same time', async (storage) => {
    const { desk } = await fixture.desk(await fixture.server(storage))
    await bury(desk, 300)
    expect(await desk.takeDead(0)).toEqual([])
    const [first, second] = await Promise.all([desk.takeDead(120), desk.takeDead(120)])
    const rest = await desk.takeDead(1000)
    expect([first.length, second.length, rest.length]).toEqual([120, 120, 60])
    expect([...first, ...second, ...rest]).toEqual(range(300))
    expect(await desk.takeDead(1000)).toEqual([])
  })

  test.each(STORAGES)('%s: a copy counts once, and a foreign message is put aside and reported', async (storage) => {
    const { desk, names } = await fixture.desk(await fixture.server(storage))
    await bury(desk, 3)
    const { model } = await fixture.stranger()
    const channel = await model.createConfirmChannel()
    const raw = await channel.get(names.dead)
    if (raw === false) throw new Error('there is no dead letter')
    channel.sendToQueue(names.dead, Buffer.from('somebody else'))
    channel.sendToQueue(names.dead, raw.content)
    await channel.waitForConfirms()
    channel.nack(raw)
    await channel.close()
    await desk.until(() => desk.count('dead') === 3)
    expect((await desk.takeDead(10)).toSorted()).toEqual([0, 1, 2])
    expect(await desk.takeDead(10)).toEqual([])
    expect(desk.incidents).toEqual([`foreign a message of 13 bytes in ${names.dead}`])
  })

  test.each(STORAGES)('%s: when the connection ends meanwhile, none is lost', async (storage) => {
    const way = await CuttableWay.open(fixture.node.port)
    fixture.after(() => way.close())
    const { desk } = await fixture.desk(await fixture.server(storage, way.port))
    await bury(desk, 200)
    const taken = new Set<number>()
    const take = async (max: number) => {
      for (const id of await desk.takeDead(max)) taken.add(id)
    }
    const cutWhile = take(150)
    way.cut()
    await cutWhile
    await desk.until(() => desk.incidents.some((incident) => incident.startsWith('up')))
    while (taken.size < 200) {
      await take(70)
      await desk.passed(5)
    }
    expect([...taken].toSorted((a, b) => a - b)).toEqual(range(200))
  })
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id)
}

async function bury(desk: Desk, count: number): Promise<void> {
  desk.consume(1, () => ({ kind: 'dead', reason: 'poison' }))
  for (const id of range(count)) desk.publish(id)
  await desk.until(() => desk.count('dead') === count)
}
