import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { breathe, epochMs } from '../../bench/core/real-clock.ts'
import { modelSchema } from '../spec.ts'
import { OwnTarget } from './own-target.ts'
import { ATTEMPT_HEADER, writeAttempt } from './protocol.ts'

let target: OwnTarget
beforeAll(async () => {
  target = await OwnTarget.start()
  const model = modelSchema.parse({ model: 'workers', slots: 10, service: { kind: 'constant', ms: 5 } })
  await target.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
})
afterAll(() => target.stop())

const attempt = (request: number, more = '') =>
  `GET /work HTTP/1.1\r\nhost: x\r\n${more}${ATTEMPT_HEADER}: ${writeAttempt(request, 1, 1000)}\r\n\r\n`
const CLOSE = 'GET /admin/identity HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'

/** Sends pieces on one connection, the last of which asks to close it; all that came back. */
async function exchange(...pieces: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(target.origin).port), noDelay: true })
  await once(socket, 'connect')
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  for (const piece of pieces) {
    socket.write(piece)
    await breathe()
  }
  await once(socket, 'close')
  return text
}
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

test('attempts that arrive byte by byte, or all at once, are each answered in turn', async () => {
  const before = (await target.counters()).attempts
  expect(statuses(await exchange(...attempt(1), CLOSE))).toEqual([200, 200])
  expect(statuses(await exchange(attempt(2) + attempt(3) + attempt(4) + CLOSE))).toEqual([200, 200, 200, 200])
  expect((await target.counters()).attempts).toBe(before + 4)
})

test.each([
  ['with a body', attempt(5, 'content-length: 2\r\n').concat('ok'), 200],
  ['to be closed after its answer', attempt(6, 'connection: close\r\n'), 200],
  ['of HTTP/1.0', attempt(7).replace('HTTP/1.1', 'HTTP/1.0'), 200],
  ['without its header', 'GET /work HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ['with another method', attempt(8, 'content-length: 0\r\n').replace('GET', 'POST'), 404],
  ['with a head that is too long', attempt(9, `x: ${'x'.repeat(20_000)}\r\n`), 431],
  ['that is no HTTP', 'what?\r\n\r\n', 400],
])('an attempt %s is answered as any server would', async (_, text, status) => {
  // What comes on a connection after a request that closes it is an error, and may reset it before the answer is read.
  const isLast = /connection: close|HTTP\/1\.0|xxx|what/.test(text)
  expect(statuses(await exchange(text, isLast ? '' : CLOSE))[0]).toBe(status)
})

test('a connection serves attempts and what is asked of the target beside them', async () => {
  const text = await exchange(attempt(10), CLOSE.replace('close', 'keep-alive'), attempt(11), CLOSE)
  expect(statuses(text)).toEqual([200, 200, 200, 200])
  expect(text.split(await target.identity())).toHaveLength(3)
})
