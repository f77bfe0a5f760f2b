import { createSecureServer, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { breathe } from '../../bench/core/real-clock.ts'
import { tlsSchema } from '../tls.ts'
import { CERT, KEY } from './certificate.testing.ts'
import { reasonOf } from './failure.ts'
import type { Waiting } from './http2-session.ts'
import { Http2Sessions } from './http2-sessions.ts'

const close: (() => unknown)[] = []
afterEach(() => {
  for (const one of close.splice(0).toReversed()) one()
})

/** Sessions to a server that allows two streams, and those that it has seen. */
async function serve(streamsMax: number, sessionsMax?: number) {
  const seen: ServerHttp2Session[] = []
  const server = createSecureServer({ cert: CERT, key: KEY, settings: { maxConcurrentStreams: 2 } })
  server.on('session', (session) => {
    seen.push(session)
    session.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sessions = new Http2Sessions({ origin, tls: tlsSchema.parse({ ca: CERT }), streamsMax }, sessionsMax)
  close.push(
    () => server.close(),
    () => sessions.close(),
  )
  return { sessions, seen }
}

/** A stream that notes what happens to it. */
function stream(name: string, isOver: boolean, events: string[]): Waiting {
  return {
    isOver,
    start: () => events.push(`${name} starts`),
    fail: (error) => events.push(`${name} fails: ${reasonOf(error)}`),
  }
}

test('streams that are over before their session is ready take no place of others', async () => {
  const events: string[] = []
  const { sessions, seen } = await serve(10)
  for (const name of ['a', 'b']) sessions.take(stream(name, true, events))
  for (const name of ['c', 'd']) sessions.take(stream(name, false, events))
  while (events.length < 2) await breathe()
  expect([events, seen.length]).toEqual([['c starts', 'd starts'], 1])
})

test('sessions have a limit, beyond which an attempt fails as one of the generator', async () => {
  const events: string[] = []
  const { sessions, seen } = await serve(2, 2)
  for (const name of ['a', 'b', 'c', 'd', 'e']) sessions.take(stream(name, false, events))
  while (events.length < 5) await breathe()
  expect(events).toEqual(['e fails: generator: all connections in use', 'a starts', 'b starts', 'c starts', 'd starts'])
  expect(seen.length).toBe(2)
})
