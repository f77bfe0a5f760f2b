import { createServer as createHttpServer } from 'node:http'
import {
  constants,
  createSecureServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import { tlsSchema } from '../tls.ts'
import { CERT, KEY } from './certificate.testing.ts'
import { HttpClient, type HttpClientOptions } from './client.ts'
import { Connections } from './connections.ts'

const TLS = { cert: CERT, key: KEY }
const close: (() => unknown)[] = []
afterEach(async () => {
  for (const one of close.splice(0).toReversed()) await one()
})

const ok = expect.objectContaining({ kind: 'ok' })
const failed = (reason: string) => ({ kind: 'failed', reason })

/** A client over HTTP/2 of a server that already listens, with a clock that is set by hand. */
function clientOf(
  server: Server | Http2Server,
  { streamsMax = 100, ...options }: Partial<HttpClientOptions> & { streamsMax?: number } = {},
) {
  let nowMs = 0
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/pay?a=1`
  const connections = Connections.toHttp2(url, streamsMax, tlsSchema.parse({ ca: CERT }))
  const clock = { nowMs: () => nowMs, at: () => () => undefined }
  const client = new HttpClient(clock, connections, { url, onError: (error) => expect.fail(String(error)), ...options })
  close.push(() => connections.close())
  const send = () => new Promise<Outcome>((resolve) => client.call(newRequest(0, nowMs), resolve))
  const setMs = (ms: number) => {
    nowMs = ms
  }
  return { client, connections, send, setMs }
}

async function listening<T extends Server | Http2Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close.push(() => server.close())
  return server
}

/** A server over HTTP/2 whose sessions are seen. */
async function serve(
  onRequest: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  options: SecureServerOptions = {},
) {
  const sessions: ServerHttp2Session[] = []
  const server = createSecureServer({ ...TLS, ...options }, onRequest)
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => undefined)
  })
  close.push(() => {
    for (const session of sessions) session.destroy()
  })
  return { server: await listening(server), sessions }
}

/** Holds the answers of a server until a test gives them. */
function held() {
  const responses: Http2ServerResponse[] = []
  const arrived = async (count: number) => {
    while (responses.length < count) await breathe()
  }
  const answer = () => {
    for (const response of responses.splice(0)) response.end('ok')
  }
  return {
    onRequest: (_: unknown, response: Http2ServerResponse) => void responses.push(response),
    arrived,
    answer,
    responses,
  }
}

describe('streams', () => {
  test.each([
    ['a session has no more than the client wants', 10, {}, 3],
    ['a session has no more than the service allows', 100, { settings: { maxConcurrentStreams: 4 } }, 7],
  ])('%s', async (_, streamsMax, options, least) => {
    const hold = held()
    const { server, sessions } = await serve(hold.onRequest, options)
    const { client, send } = clientOf(server, { streamsMax, method: 'POST', body: 'x' })
    const sent = Array.from({ length: 25 }, send)
    await hold.arrived(25)
    expect([sessions.length, client.onWire]).toEqual([least, 25])
    hold.answer()
    expect(await Promise.all(sent)).toEqual(sent.map(() => ok))
    expect(client.answers).toEqual({ statuses: { 200: 25 }, unanswered: {}, resent: 0 })
    void send()
    await hold.arrived(1)
    expect(sessions.length).toBe(least)
  })

  test('carry method, path, headers and body, and their answer is read', async () => {
    const seen: unknown[] = []
    const { server } = await serve(({ httpVersion, method, url, headers, stream }, response) => {
      stream.on('data', (body) => seen.push(body.toString()))
      stream.on('end', () => {
        const { 'x-stormbench': attempt, 'content-length': length, key } = headers
        seen.push(httpVersion, method, url, attempt, length, key)
        response.write('{"pa')
        response.end('id":true}')
      })
    })
    const { send } = clientOf(server, {
      method: 'PUT',
      body: 'é',
      headers: { Key: 'a' },
      expect: { bodyIncludes: '"paid":true' },
    })
    expect(await send()).toEqual(ok)
    expect(seen).toEqual(['é', '2.0', 'PUT', '/pay?a=1', 'request=0, attempt=0', '2', 'a'])
  })

  test('go on when nobody waits any more, and end with their client', async () => {
    const hold = held()
    const { server } = await serve(hold.onRequest)
    const { client, send } = clientOf(server)
    const cancel = client.call(newRequest(0, 0), () => expect.fail('it was cancelled'))
    await hold.arrived(1)
    cancel()
    expect([client.onWire, hold.responses[0]!.stream.aborted]).toEqual([1, false])
    hold.answer()
    while (client.onWire > 0) await breathe()
    const open = send()
    await hold.arrived(1)
    await client.close()
    expect(await open).toEqual(failed('closed'))
  })
})

describe('failures', () => {
  test.each([
    ['before its answer', constants.NGHTTP2_INTERNAL_ERROR, false, 'stream reset: internal error'],
    ['within its answer', constants.NGHTTP2_CANCEL, true, 'stream reset: cancel'],
    ['that was not taken', constants.NGHTTP2_REFUSED_STREAM, false, 'stream reset: refused stream'],
  ])('a stream that is reset %s', async (_, code, hasBegun, reason) => {
    const { server, sessions } = await serve(({ stream }, response) => {
      if (hasBegun) response.write('part')
      queueMicrotask(() => stream.close(code))
    })
    const { client, send } = clientOf(server)
    expect([await send(), await send()]).toEqual([failed(reason), failed(reason)])
    expect([sessions.length, client.answers]).toEqual([1, { statuses: {}, unanswered: { [reason]: 2 }, resent: 0 }])
  })

  test('a session that is closed in an orderly way ends its streams, and others get a new one', async () => {
    const hold = held()
    const { server, sessions } = await serve(hold.onRequest)
    const { send } = clientOf(server)
    const first = send()
    await hold.arrived(1)
    sessions[0]!.goaway(constants.NGHTTP2_NO_ERROR)
    while (sessions.length < 2) {
      void send()
      await breathe()
    }
    hold.answer()
    expect(await first).toEqual(ok)
  })

  test('a session that breaks off fails its streams', async () => {
    const hold = held()
    const { server, sessions } = await serve(hold.onRequest)
    const { send } = clientOf(server)
    const sent = [send(), send()]
    await hold.arrived(2)
    sessions[0]!.destroy()
    expect(await Promise.all(sent)).toEqual([failed('reset'), failed('reset')])
  })

  test('an attempt on a session that is closed while it idles is sent again', async () => {
    const hold = held()
    const { server, sessions } = await serve(hold.onRequest)
    const { client, send, setMs } = clientOf(server)
    const first = send()
    await hold.arrived(1)
    hold.answer()
    await first
    setMs(50)
    const second = send()
    sessions[0]!.destroy()
    while (sessions.length < 2) await breathe()
    await hold.arrived(1)
    hold.answer()
    expect(await second).toEqual(ok)
    expect(client.answers).toMatchObject({ statuses: { 200: 2 }, resent: 1 })
  })

  test('a service that allows no stream fails each attempt once', async () => {
    const { server, sessions } = await serve(() => expect.fail('no stream'), { settings: { maxConcurrentStreams: 0 } })
    const { client, send } = clientOf(server)
    expect(await Promise.all([send(), send()])).toEqual([1, 2].map(() => failed('stream reset: no streams allowed')))
    expect([sessions.length, client.onWire]).toEqual([1, 0])
  })

  test('a service without HTTP/2, without TLS or without a port says so', async () => {
    const https = await listening(createHttpsServer({ ...TLS, ALPNProtocols: ['http/1.1'] }))
    expect(await clientOf(https).send()).toEqual(failed('no http/2'))
    const http = await listening(createHttpServer())
    expect(await clientOf(http).send()).toEqual(failed('no tls'))
    const { connections } = clientOf(http)
    await connections.close()
    const gone = await listening(createHttpServer())
    const { send } = clientOf(gone)
    await new Promise((resolve) => gone.close(resolve))
    expect(await send()).toEqual(failed('refused'))
  })
})
