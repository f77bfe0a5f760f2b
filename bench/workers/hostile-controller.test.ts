import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { Chance, mutatedJson } from '../../scripts/run/mutated.testing.ts'
import { DEFAULT_VARIANT } from '../core/default-variant.ts'
import { epochMs } from '../core/real-clock.ts'
import { parseSuite } from '../parse-suite.ts'
import type { FromWorker } from './from-worker.ts'
import { parseFromWorker } from './from-worker.ts'
import { framesOf, Joiner, pack } from './nats/frames.ts'
import { WorkerSession } from './session.ts'

const CONTROL = /\p{Cc}/u
const server = createServer((_, response) => response.end('ok'))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => server.close().closeAllConnections())

const suite = {
  name: 'small',
  question: 'Who is to be trusted?',
  target: { url: `${origin}/` },
  load: '50ms@100',
  drainMs: 100,
  arms: { rpc: { style: 'rpc' } },
}
const source = { kind: 'data', suite } as const
const task = { source, variant: DEFAULT_VARIANT, arm: 'rpc', repeat: 1, share: { index: 0, count: 1 }, target: null }
const words = () =>
  [
    { kind: 'prepare', run: 1, task },
    { kind: 'prepare', run: 2, task: { ...task, target: { origin, identity: 'it' } } },
    {
      kind: 'prepare',
      run: 3,
      task: {
        ...task,
        source: { kind: 'code', module: 'throw 1', files: { traces: {}, tables: {}, texts: {} }, changes: {} },
      },
    },
    { kind: 'start', run: 1, originEpochMs: epochMs() },
    { kind: 'start', run: 2, originEpochMs: epochMs() },
    { kind: 'ping', n: 1 },
    { kind: 'stop', run: 1 },
    { kind: 'alive' },
  ].map((message) => JSON.stringify(message))

test('whatever a controller sends in whatever order, a worker answers with valid messages, and ends when released', async () => {
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
  await fc.assert(
    fc.asyncProperty(seed, async (chanceSeed) => {
      const chance = new Chance(chanceSeed)
      const said: FromWorker[] = []
      const session = new WorkerSession({
        environmentClass: 'linux',
        send: (message) => void said.push(parseFromWorker(JSON.parse(JSON.stringify(message)))),
        load: async (given) => parseSuite(given.kind === 'data' ? given.suite : {}),
        // Only the server of this test gets load, however the URL is changed.
        permissions: { brokers: false, targets: [origin] },
      })
      for (let i = chance.below(12); i >= 0; i--) {
        const word = chance.of(words())
        const isHonest = chance.below(3) > 0
        session.hear(parsed(isHonest ? word : mutatedJson(word, chance)))
        if (chance.below(3) === 0) await new Promise((resolve) => server.getConnections(resolve))
      }
      await session.close()
      const count = said.length
      session.hear(parsed(words()[0]!))
      expect(said).toHaveLength(count)
      expect(JSON.stringify(said)).not.toMatch(CONTROL)
    }),
    { numRuns: 200 },
  )
}, 120_000)

test('whatever bytes arrive, they are a message, part of one or an error', () => {
  const frames = framesOf(pack({ kind: 'alive', text: 'x'.repeat(40_000) }), 7, 200)
  const change = fc.record({
    frame: fc.nat(frames.length - 1),
    at: fc.nat(240),
    bytes: fc.uint8Array({ maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(change, fc.uint8Array({ maxLength: 300 })), { maxLength: 50 }), (changes) => {
      const joiner = new Joiner({ bytesMax: 10_000, partsMax: 100 })
      for (const one of changes) {
        const frame = Buffer.from(one instanceof Uint8Array ? one : frames[one.frame]!)
        if (!(one instanceof Uint8Array)) frame.set(one.bytes, Math.min(one.at, frame.length - one.bytes.length))
        try {
          joiner.join(frame)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }
    }),
  )
})

/** Parses JSON. Returns undefined for other text, which reaches no session. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
