import type { Server, Socket } from 'node:net'
import { afterEach, test } from 'vitest'
import { pause } from '../../bench/core/real-clock.ts'
import { rawServer } from '../../targets/http/raw-server.testing.ts'
import { RestartingService } from '../../targets/http/restarting-service.testing.ts'
import { survives } from './survives.testing.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const NO_ANSWER = 'No attempt got an answer'
/** Lateness is no matter here. */
const VALIDITY = { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 }
const RETRY = { kind: 'retry', retriesMax: 2 }
const TIMEOUT = { kind: 'timeout', timeoutMs: 200 }
const QUEUE = { style: 'queue', broker: { depthMax: 100, deliveriesMax: 3 }, consumers: { concurrency: 2 } }

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

const suiteOf = (target: object, arms: object, load = '200ms@50') => ({
  files: {
    'suite.json': {
      name: 'hostile',
      question: 'Does it survive?',
      target,
      load,
      arms,
      drainMs: 200,
      repeats: 1,
      validity: VALIDITY,
    },
  },
  argv: ['suite.json', '--out', 'out'],
})

/** Writes a part at each step, until the connection ends. */
function endless(socket: Socket, part: string | Buffer, everyMs: number): void {
  const next = async () => {
    while (!socket.destroyed) {
      if (!socket.write(part)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
      await pause(everyMs)
    }
  }
  void next()
}

const onRequest = (act: (socket: Socket) => unknown) => (socket: Socket) => void socket.on('data', () => act(socket))
const text = (answer: string) => onRequest((socket) => socket.write(answer))
const SLOW = 'HTTP/1.1 200 OK\r\nx: '

const TARGETS: Readonly<
  Record<string, readonly [(socket: Socket) => void, code: number, says: string, asks?: 'http' | 'https']>
> = {
  'closes each connection at once': [(socket) => socket.destroy(), 3, `${NO_ANSWER} (reset`],
  'resets at the request': [onRequest((socket) => socket.resetAndDestroy()), 3, `${NO_ANSWER} (reset`],
  'dies in mid-body': [
    onRequest((socket) => socket.write(OK.replace('h: 2', 'h: 20'), () => socket.resetAndDestroy())),
    3,
    `${NO_ANSWER} (reset`,
  ],
  'answers garbage': [text('\x1b[2Jwhat?\r\n\r\n'), 3, `${NO_ANSWER} (not http`],
  'answers with headers without end': [
    onRequest((socket) => socket.write(`HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(50)}`)),
    3,
    `${NO_ANSWER} (headers too large`,
  ],
  'never answers': [() => undefined, 3, `${NO_ANSWER} (closed`],
  'sends interim answers for ever': [
    onRequest((socket) => endless(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 5)),
    3,
    `${NO_ANSWER} (closed`,
  ],
  'sends 100 Continue unasked': [text(`HTTP/1.1 100 Continue\r\n\r\n${OK}`), 3, '100 Continue not understood'],
  'promises more than it sends': [
    onRequest((socket) => socket.end(OK.replace('h: 2', 'h: 3'))),
    3,
    `${NO_ANSWER} (reset`,
  ],
  'names two lengths': [text(OK.replace('\r\n\r\n', '\r\ncontent-length: 3\r\n\r\n')), 3, `${NO_ANSWER} (not http`],
  'sends more than it promises': [text(`${OK}${OK}`), 0, 'answers, all repeats'],
  'redirects to itself': [
    text('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
    0,
    'Redirects count as successes',
  ],
  'has a status of no meaning and escapes in its words': [
    text('HTTP/1.1 999 \x1b[31mred\r\ncontent-length: 0\r\n\r\n'),
    3,
    'every answer was an error (999:',
  ],
  'sends a byte at a time': [
    (socket) => {
      socket.write(SLOW)
      endless(socket, 'y', 10)
    },
    3,
    `${NO_ANSWER} (closed`,
  ],
  'sends a body without end': [
    onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      endless(socket, Buffer.alloc(100_000), 1)
    }),
    3,
    `${NO_ANSWER} (closed`,
  ],
  'does not speak TLS': [text(OK), 3, `${NO_ANSWER} (no tls`, 'https'],
}

test.each(Object.entries(TARGETS))('a target that %s', async (_, [onSocket, code, says, asks = 'http']) => {
  const { url, server } = await rawServer(onSocket)
  servers.push(server)
  const target = { url: url.replace('http://', `${asks}://user:geheim@`), warmUpMs: 100 }
  const arms = { rpc: { style: 'rpc', policy: [RETRY, TIMEOUT] } }
  await survives({ ...suiteOf(target, arms), code, says: [says], secrets: ['geheim'] })
})

test('a target whose certificate nobody trusts', async () => {
  const { url, server } = await rawServer(text(OK), 'https')
  servers.push(server)
  const arms = { rpc: { style: 'rpc', policy: [RETRY] }, queue: QUEUE }
  const says = [`${NO_ANSWER} (certificate not trusted`, '`tls.ca` of the target']
  await survives({ ...suiteOf({ url, warmUpMs: 100 }, arms), code: 3, says })
})

test('a target that dies and returns', async () => {
  const service = await RestartingService.start(60)
  const target = { url: `http://127.0.0.1:${service.port}/`, warmUpMs: 0 }
  const arms = { rpc: { style: 'rpc', policy: [RETRY] } }
  const ended = survives({ ...suiteOf(target, arms, '1s@100'), code: 0, says: ['refused'] })
  while (service.state === 'up') await pause(10)
  await pause(100)
  await service.return()
  await ended
  service.stop()
})
