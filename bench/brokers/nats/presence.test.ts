import { expect, test } from 'vitest'
import { VirtualClock } from '../../core/virtual-clock.ts'
import type { NatsConnection } from './connection.ts'
import { namesOf } from './names.ts'
import { NatsPresence } from './presence.ts'

const GONE = Object.assign(new Error('stream not found'), { code: 10_059 })
const SILENT = new Error('timeout')

/** A server with scripted answers, and a log of the events. */
function setUp() {
  const clock = new VirtualClock()
  const server = { looks: 0, makes: 0, answer: undefined as Error | undefined, refusal: undefined as Error | undefined }
  const log: string[] = []
  const info = async () => {
    server.looks += 1
    if (server.answer !== undefined) throw server.answer
  }
  const make = async () => {
    server.makes += 1
    if (server.refusal !== undefined) throw server.refusal
    server.answer = undefined
  }
  const connection = { jsm: { consumers: { info } } } as unknown as Pick<NatsConnection, 'jsm'>
  const presence = new NatsPresence(connection, namesOf('run'), clock, make, {
    onPresent: () => log.push(`present ${clock.nowMs()}`),
    onMissing: (gaps) => log.push(`missing ${gaps.map(({ stream }) => stream).join()}`),
    onFailed: (detail) => log.push(`failed ${detail}`),
  })
  const runTo = async (untilMs: number) => {
    for (let atMs = clock.nowMs(); atMs <= untilMs; atMs += 250) {
      clock.run(atMs)
      for (let i = 0; i < 20; i++) await Promise.resolve()
    }
  }
  return { presence, server, log, runTo }
}

test('a missing stream is reported once, and recreated, with a try about every second until it works', async () => {
  const { presence, server, log, runTo } = setUp()
  Object.assign(server, { answer: GONE, refusal: new Error('insufficient storage') })
  presence.look()
  presence.look()
  await runTo(4500)
  expect(server.makes).toBe(5)
  expect(log).toEqual(['missing run,run-dead', 'failed run could not be made again: insufficient storage'])
  server.refusal = undefined
  await runTo(9000)
  expect([server.makes, log.slice(2), presence.isLooking]).toEqual([6, ['present 5000'], false])
  server.answer = GONE
  presence.look()
  await runTo(9500)
  expect(log.slice(3)).toEqual(['missing run,run-dead', 'present 9000'])
})

test('a server that does not answer is asked every second, and reported once', async () => {
  const { presence, server, log, runTo } = setUp()
  server.answer = SILENT
  presence.look()
  await runTo(5500)
  expect([server.looks, server.makes, log]).toEqual([6, 0, ['failed run does not answer: timeout']])
  server.answer = undefined
  await runTo(6500)
  expect(log.slice(1)).toEqual(['present 6000'])
})

test('a refusal although all streams exist is reported, and all goes on after a second', async () => {
  const { presence, log, runTo } = setUp()
  presence.look('no')
  await runTo(1500)
  expect(log).toEqual(['failed no', 'present 1000'])
})

test('stopped: a check under way reports nothing, and a new one counts', async () => {
  const { presence, server, log, runTo } = setUp()
  presence.look()
  presence.stop()
  await runTo(1500)
  expect(log).toEqual([])
  server.answer = SILENT
  presence.look()
  await runTo(2000)
  presence.stop()
  const { looks } = server
  await runTo(9000)
  expect(server.looks).toBe(looks)
  server.answer = undefined
  presence.look()
  await runTo(9500)
  expect(log).toEqual(['present 9000'])
})
