import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { survives } from './survives.testing.ts'

/** A service that keeps what it was asked, and its host with port. */
async function service(): Promise<{ readonly host: string; readonly asked: Set<string> }> {
  const asked = new Set<string>()
  const server = createServer(({ url, headers }, answer) => {
    asked.add(`${url} ${Buffer.from(String(headers.authorization).slice('Basic '.length), 'base64')}`)
    answer.end()
  })
  onTestFinished(() => void server.close().closeAllConnections())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

test('a URL is used as it is written, but for its fragment, and its secrets are in no file', async () => {
  const { host, asked } = await service()
  const url = `http://me:hunter2%ZZ@${host}/%ZZ?key=zebra#giraffe`
  await survives({
    files: { 'suite.json': { ...SMALL_SUITE, target: { url } } },
    argv: ['suite.json', '--arm', 'rpc'],
    code: 0,
    says: ['rpc'],
    secrets: ['hunter2', 'zebra', 'giraffe'],
  })
  expect([...asked]).toEqual(['/%ZZ?key=zebra me:hunter2%ZZ'])
})
