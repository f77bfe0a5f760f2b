import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canStartNats, NatsTestServer } from '../../bench/brokers/nats/server.testing.ts'
import { connectNats } from '../../bench/workers/nats/connect.ts'
import { operatorSetup } from '../../bench/workers/nats/operator.testing.ts'
import { WaitingWorker } from '../../bench/workers/nats/waiting-worker.ts'
import { ALL_ALLOWED } from '../../bench/workers/permissions.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { environmentClass, programVersion } from '../cli/environment.ts'
import { suiteOf } from '../suite/suite-source.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

if (!canStartNats) console.warn('not tested: credentials files, which need nats-server')

describe.runIf(canStartNats)('a NATS server that asks for credentials files', () => {
  const desk = new Desk()
  const { config, user, stranger, plain, secrets } = operatorSetup()
  const suite = desk.file('small.json', SMALL_SUITE)
  let nats: NatsTestServer
  let url: string
  beforeAll(async () => {
    nats = await NatsTestServer.start('-js', '-c', desk.file('server.conf', config))
    url = `nats://127.0.0.1:${nats.port}`
  })
  afterAll(async () => {
    await nats.remove()
    desk.remove()
  })
  const run = async (credentials: string) => {
    const file = desk.file('user.creds', credentials)
    const options = ['--arm', 'rpc', '--workers', '1', '--nats', url, '--nats-creds', file, '--out', 'out', '--quiet']
    const { code, out, err } = await desk.run('run', suite, ...options)
    for (const secret of secrets) expect(out + err).not.toContain(secret)
    return [code, err]
  }

  test('a run and its worker use them, and no result holds them', async () => {
    // As an editor on Windows leaves it.
    const credentials = user.replaceAll('\n', '\r\n')
    const load = (source: Parameters<typeof suiteOf>[0]) => suiteOf(source, false)
    const about = { version: programVersion(), environmentClass: environmentClass() }
    const own = { ...about, load, permissions: ALL_ALLOWED, onLine: () => 0 }
    const server = new WaitingWorker(await connectNats({ url, credentials: user }), own)
    expect(await run(credentials)).toEqual([0, ''])
    await server.close()
    const result = readFileSync(join(desk.folder, 'out/run.json'), 'utf8')
    expect((JSON.parse(result) as RunData).runs[0]!.workers).toMatchObject([{ planned: 30, requests: 30 }])
    for (const secret of secrets) expect(result).not.toContain(secret)
  })

  const seed = /SU[A-Z0-9]{50,}/
  test.each([
    ['of an account that the server does not know', stranger, 4, 'it refused the credentials, or asks for some'],
    ['of an account without JetStream', plain, 4, "JetStream is not enabled for this user's account"],
    [
      'with a damaged seed',
      user.replace(seed, (text) => `${text.slice(0, -2)}AA`),
      4,
      'credentials file cannot be used',
    ],
    ['without a seed', user.replace(seed, ''), 2, '--nats-creds: must be a credentials file (a user JWT and its NKEY'],
    ['that is empty', '', 2, '--nats-creds: must be a credentials file'],
  ])(
    'a file %s is reported, without its content and without advice to start a server',
    async (_, file, code, message) => {
      const [got, err] = await run(file)
      expect([got, err]).toEqual([code, expect.stringContaining(message)])
      expect(err).not.toContain('To start one')
    },
  )
})
