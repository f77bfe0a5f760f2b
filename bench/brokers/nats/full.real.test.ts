import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { addressOf } from '../client.ts'
import { type Desk, DONE } from '../desk.testing.ts'
import { natsAccess } from './access.ts'
import { connectToNats } from './driver.ts'
import { canStartNats, connectTo, deskOn, NatsTestServer, SPEC } from './server.testing.ts'

const BYTES = 65_536
const ROOMLESS = `jetstream { max_file_store: ${BYTES}, max_memory_store: ${BYTES} }`
const POOR_ACCOUNT = `
  jetstream { }
  accounts { poor { users: [ { user: a, password: b } ], jetstream { max_file: ${BYTES}, max_mem: ${BYTES} } } }`

/** Starts a server with this configuration. Returns its address. */
async function serverWith(config: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nats-config-'))
  const file = join(folder, 'nats.conf')
  writeFileSync(file, config)
  const own = await NatsTestServer.start('-c', file)
  onTestFinished(async () => {
    await own.remove()
    rmSync(folder, { recursive: true })
  })
  return `nats://${config === ROOMLESS ? '' : 'a:b@'}127.0.0.1:${own.port}`
}

const kinds = (desk: Desk) => desk.incidents.map((line) => line.split(' ', 1)[0])

/** Publishes until messages are refused. Returns the number of accepted ones. */
async function fill(desk: Desk): Promise<number> {
  let id = 0
  for (; desk.count('full') < 3; id++) await desk.published(id)
  return desk.count('accepted')
}

describe.runIf(canStartNats)('nats, a server without room for more messages', () => {
  test.each([
    { config: ROOMLESS, storage: 'file', says: 'insufficient resources' },
    { config: ROOMLESS, storage: 'memory', says: 'insufficient resources' },
    { config: POOR_ACCOUNT, storage: 'file', says: 'resource limits exceeded for account' },
  ])(
    'refuses messages ($says, $storage) until it has room, which is reported once; nothing is lost',
    async ({ config, storage, says }) => {
      const server = await connectTo(await serverWith(config), storage)
      const { desk } = await deskOn(server)
      const taken = await fill(desk)
      expect(desk.log.slice(taken)).toEqual([0, 1, 2].map((more) => `full #${taken + more}`))
      expect(desk.incidents).toEqual([`blocked ${says}`])

      // Message 0 is a dead letter without room. Message 1 is retried. Later ones are held.
      const held: (() => void)[] = []
      let isOver = false
      desk.broker.consume(3, ({ message: { id }, deliveries }, settle) => {
        desk.note(`take #${id} (${deliveries})`)
        if (id === 0) settle({ kind: 'dead', reason: 'poison' })
        else if (id === 1 && deliveries === 1) settle({ kind: 'retry', delayMs: 0 })
        else if (isOver) settle(DONE)
        else held.push(() => settle(DONE))
      })
      await desk.until(() => held.length === 3)
      await desk.quiet()
      expect([desk.count('dead'), desk.count('take #0')]).toEqual([0, 1])
      expect(kinds(desk)).toEqual(['blocked'])

      isOver = true
      for (const settle of held) settle()
      await desk.until(() => desk.count('take') === taken + 1 && desk.count('dead') === 1)
      expect(new Set(desk.taken().map((line) => line.split(' ')[1])).size).toBe(taken)
      expect([desk.log.includes('take #1 (2)'), desk.count('take #0')]).toEqual([true, 1])
      expect(await desk.takeDead(5)).toEqual([0])
      await desk.until(() => {
        desk.publish(99_999)
        return kinds(desk).includes('unblocked')
      })
      expect(kinds(desk)).toEqual(['blocked', 'unblocked'])
      await desk.remove()
      await server.close()
    },
  )

  test('makes no queue: the reason is reported, and nothing of it is left', async () => {
    const url = await serverWith(ROOMLESS)
    const server = await connectTo(url, 'file')
    const other = await connectToNats(addressOf(natsAccess, url))
    const { jsm, nc } = other
    const refusal = () => server.open(SPEC).catch((error: unknown) => error)
    const left = async () => {
      const names: string[] = []
      for await (const name of jsm.streams.names()) names.push(name)
      return names
    }
    // Reserved to the last byte.
    await jsm.streams.add({ name: 'reserved', subjects: ['reserved'], storage: 'file', max_bytes: BYTES })
    expect(await refusal()).toEqual(
      new CannotRunError('nats: the server refused to make a queue: insufficient storage resources available'),
    )
    expect(await left()).toEqual(['reserved'])
    await jsm.streams.delete('reserved')

    await jsm.streams.add({ name: 'full', subjects: ['full'], storage: 'file' })
    while (!(await nc.request('full', 'x'.repeat(10_000))).string().includes('error'));
    expect(await refusal()).toEqual(
      new CannotRunError('nats: the server refused to make a queue: it takes no message: insufficient resources'),
    )
    expect(await left()).toEqual(['full'])
    await jsm.streams.delete('full')

    const { desk } = await deskOn(server)
    await desk.remove()
    await other.close()
    await server.close()
  })
})
