import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Client,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { epochMs, pause } from '../../bench/core/real-clock.ts'
import { deadline, retry, timeout } from '../../bench/define.ts'
import { runsOf } from './service-run.testing.ts'

const PROTO = `syntax = "proto3";
package shop;
service Stock { rpc Count (Item) returns (Amount); }
message Item { int32 id = 1; int32 attempt = 2; }
message Amount { int32 pieces = 1; }`

interface Item {
  readonly id: number
  readonly attempt: number
}
type StockClient = Client & {
  count(item: Item, metadata: Metadata, options: object, done: (error: Error | null) => void): { cancel(): void }
}

const folder = mkdtempSync(join(tmpdir(), 'stormbench-'))
const server = new Server()
/** How the service answers; undefined never. */
let answer: (item: Item) => 'ok' | 'unavailable' | 'never' = () => 'ok'
let cancelled = 0
let Stock: ServiceClientConstructor
let port = 0

beforeAll(async () => {
  const file = join(folder, 'stock.proto')
  writeFileSync(file, PROTO)
  Stock = (loadPackageDefinition(loadSync(file)).shop as GrpcObject).Stock as ServiceClientConstructor
  server.addService(Stock.service, {
    count: (call: ServerUnaryCall<Item, object>, done: sendUnaryData<object>) => {
      const how = answer(call.request)
      // The event comes at the end of every call.
      if (how === 'never') call.on('cancelled', () => (cancelled += 1))
      if (how === 'ok') done(null, { pieces: 1 })
      else if (how === 'unavailable') done({ code: status.UNAVAILABLE, details: 'restarting' })
    },
  })
  port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  )
})
afterAll(() => {
  server.forceShutdown()
  rmSync(folder, { recursive: true, force: true })
})

/** A client as a service has one, whose deadline is that of the caller. */
const target = {
  setup: () => new Stock(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as StockClient,
  call: (
    { id, attempt, timeLeftMs }: { id: number; attempt: number; timeLeftMs: number },
    { state: client, signal }: { state: StockClient; signal: AbortSignal },
  ) =>
    new Promise<void>((resolve, reject) => {
      const options = { deadline: epochMs() + timeLeftMs }
      const call = client.count({ id, attempt }, new Metadata(), options, (error) =>
        error === null ? resolve() : reject(error),
      )
      signal.addEventListener('abort', () => call.cancel())
    }),
  teardown: (client: StockClient) => client.close(),
  warmUpMs: 0,
}

test('a service of gRPC is called: a failure has the name of its status, and a retry within the deadline helps', async () => {
  answer = ({ id, attempt }) => (id < 10 && attempt === 1 ? 'unavailable' : 'ok')
  const { runs, warnings } = await runsOf(target, {
    load: '200ms@100',
    arms: {
      once: { style: 'rpc' },
      retried: { style: 'rpc', policy: [deadline({ deadlineMs: 60_000 }), retry({ retriesMax: 1 })] },
    },
  })
  const [once, retried] = runs
  expect([once!.status, once!.phases[0]!.outcomes.ok, once!.phases[0]!.reasons]).toEqual([
    'valid',
    10,
    { 'failed: grpc UNAVAILABLE': 10 },
  ])
  expect(once!.answers).toMatchObject({ unanswered: { 'grpc UNAVAILABLE': 10 }, calls: { ok: 10 } })
  expect([retried!.status, retried!.phases[0]!.outcomes.ok, retried!.phases[0]!.attempts.retry]).toEqual([
    'valid',
    20,
    10,
  ])
  expect(warnings).toEqual([])
})

test('a call that its caller has given up is cancelled at the service', async () => {
  answer = ({ id }) => (id < 5 ? 'never' : 'ok')
  cancelled = 0
  const noDeadline = {
    ...target,
    call: (request: { id: number; attempt: number }, context: { state: StockClient; signal: AbortSignal }) =>
      target.call({ ...request, timeLeftMs: 60_000 }, context),
  }
  const { runs } = await runsOf(noDeadline, {
    load: '100ms@100',
    arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 2500 })] } },
  })
  expect(runs[0]!.phases[0]!.outcomes).toMatchObject({ timeout: 5, ok: 5 })
  expect(runs[0]!.answers).toMatchObject({ unanswered: { 'given up': 5 }, calls: { ok: 5 } })
  for (let i = 0; i < 100 && cancelled < 5; i++) await pause(20)
  expect(cancelled).toBe(5)
})
