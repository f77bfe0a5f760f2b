import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { tlsSchema } from '../tls.ts'
import { CERT, KEY } from './certificate.testing.ts'
import { HttpClient } from './client.ts'
import { Connections } from './connections.ts'

const close: (() => unknown)[] = []
afterEach(async () => {
  for (const one of close.splice(0)) await one()
})

const clock = { nowMs: () => 0, at: () => () => undefined }
const ok = expect.objectContaining({ kind: 'ok' })
const failed = (reason: string) => ({ kind: 'failed', reason })
const OPTIONAL = { cert: CERT, key: KEY }
const DEMANDED = { ...OPTIONAL, requestCert: true, ca: CERT }

/** Sends a request over TLS to a server with these options. */
async function send(server: ServerOptions, tls: object | undefined, host = '127.0.0.1'): Promise<Outcome> {
  const service = createServer(server, (_, response) => response.end('ok'))
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const url = `https://${host}:${(service.address() as AddressInfo).port}/`
  const connections = Connections.to(url, tls && tlsSchema.parse(tls))
  close.push(
    () => connections.close(),
    () => service.close(),
  )
  const client = new HttpClient(clock, connections, { url, onError: (error) => expect.fail(String(error)) })
  return new Promise((resolve) => client.call(newRequest(0, 0), resolve))
}

test.each([
  ['an authority that nobody knows', OPTIONAL, undefined, failed('certificate not trusted')],
  ['an authority that the suite trusts', OPTIONAL, { ca: CERT }, ok],
  ['no look at the certificate', OPTIONAL, { rejectUnauthorized: false }, ok],
  [
    'a certificate of another host',
    OPTIONAL,
    { ca: CERT, servername: 'other.test' },
    failed('certificate of another host'),
  ],
  ['a certificate where one is demanded', DEMANDED, { ca: CERT, cert: CERT, key: KEY }, ok],
])('%s', async (_, server, tls, outcome) => {
  expect(await send(server, tls)).toEqual(outcome)
})

test('no certificate where one is demanded', async () => {
  // A service that speaks TLS 1.3 refuses after the handshake, and may close the connection before its alert is read.
  const outcome = await send(DEMANDED, { ca: CERT })
  expect([failed('client certificate refused'), failed('reset')]).toContainEqual(outcome)
})
