import { expect, test } from 'vitest'
import { Desk, DONE } from '../desk.testing.ts'
import { namesOf } from './names.ts'
import { CuttableWay } from './proxy.testing.ts'
import type { NodeFixture } from './server-fixture.testing.ts'

const FIRST = namesOf(0)
const SECOND = namesOf(1)

/** For tests: which queues count as left behind, while nobody else starts or cleans up. */
export function leftoverLaws(fixture: NodeFixture): void {
  const wayThere = async () => {
    const way = await CuttableWay.open(fixture.node.port)
    fixture.after(() => way.close())
    return way
  }

  test.each(['quorum', 'classic'])('clean removes %s queues that a run left, not those in use', async (storage) => {
    const way = await wayThere()
    const { desk, names } = await fixture.desk(await fixture.server(storage))
    expect(names).toEqual(FIRST)
    const server = await fixture.server(storage, way.port)
    const left = new Desk(await server.open({ depthMax: 100, deliveriesMax: 4 }))
    left.consume(1, ({ deliveries }) => (deliveries === 1 ? { kind: 'retry', delayMs: 20 } : DONE))
    await left.published(1)
    await left.until(() => left.count('take') === 2)
    await way.close()
    await left.until(() => left.incidents.length === 1)
    left.broker.destroy()
    left.clock.stop()

    // The broker may notice the lost connection a little later than we do.
    const cleaner = await fixture.server()
    let cleaned = await cleaner.clean()
    while (cleaned.inUse.includes(SECOND.main)) cleaned = await cleaner.clean()
    expect(cleaned.removed.toSorted()).toEqual(
      [SECOND.main, SECOND.retry, SECOND.dead, `${SECOND.main}-delay-19`].toSorted(),
    )
    expect(cleaned.inUse).toEqual([FIRST.main])
    await desk.published(2)
    expect(desk.log).toEqual(['accepted #2'])
    expect(await cleaner.clean()).toEqual({ removed: [], inUse: [FIRST.main] })
  })

  test('a run that is reconnecting keeps its queues, whoever starts or cleans meanwhile', async () => {
    const way = await wayThere()
    const { desk, names } = await fixture.desk(await fixture.server('quorum', way.port))
    const other = await fixture.server()
    for (let id = 0; id < 20; id++) await desk.published(id)
    const isBack = (times: number) => desk.incidents.filter((line) => line.startsWith('up')).length === times
    way.cut()
    expect(await other.clean()).toEqual({ removed: [], inUse: [FIRST.main] })
    await desk.until(() => isBack(1))
    way.cut()
    const next = await fixture.desk(other)
    expect([names, next.names]).toEqual([FIRST, SECOND])
    await desk.until(() => isBack(2))
    desk.consume(5, () => DONE)
    await desk.until(() => desk.count('take') === 20)
  })
}
