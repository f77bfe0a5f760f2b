import { expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { checkConnections } from './check-connections.ts'

/** Attempts of 1 s at 100/s: 100 connections, 105 where each lasts 50 ms longer. */
const cells = (changes: object = {}) =>
  cellsOf(
    parseSuite({
      name: 'slow',
      question: 'x',
      target: { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 995 } },
      load: {
        stages: [{ durationMs: 3000, ratePerSecond: 100 }],
      },
      arms: { rpc: { style: 'rpc' } },
      ...changes,
    }),
  )
const NEEDED = 64 + 2 * 110
const NEEDED_LATE = 64 + 2 * 116

async function check(descriptorsMax: number, workers?: number, changes?: object): Promise<string[]> {
  const lines: string[] = []
  const onLine = (line: string) => void lines.push(line)
  await checkConnections(cells(changes), { workers, signal: new AbortController().signal, onLine, descriptorsMax })
  return lines
}

test('a cell that needs more descriptors than there are is refused, with figures and the command that raises the limit', async () => {
  const refused = check(NEEDED - 1)
  await expect(refused).rejects.toThrow(CannotRunError)
  await expect(refused).rejects.toThrow(
    `slow default rpc: needs 284 file descriptors, for 100 connections at once with both ends in this process
This process may open 283. Raise the hard limit of the shell, such as with \`sudo prlimit --pid $$ --nofile=284\`, or of the container with \`--ulimit nofile=284\`.`,
  )
})

test('one that may need more on a busy machine runs, after a warning', async () => {
  const warning = [
    expect.stringMatching(/^this process may open \d+ .* up to 296 may be needed by slow default rpc; a run/),
  ]
  expect(await check(NEEDED)).toEqual(warning)
  expect(await check(NEEDED_LATE - 1)).toEqual(warning)
  expect(await check(NEEDED_LATE)).toEqual([])
})

test('clients in workers take no descriptors from the process that hosts the target', async () => {
  expect(await check(64 + 116, 2)).toEqual([])
  await expect(check(64 + 109, 2)).rejects.toThrow('needs 174 file descriptors, for 100 connections at once\n')
})

test('the fault proxy before a service has an end of each connection, and one to the service', async () => {
  const proxied = {
    target: { url: 'http://127.0.0.1:1/', proxy: true },
    load: { stages: [{ bursts: { size: 100, everyMs: 1, total: 100 } }] },
  }
  expect(await check(64 + 330, undefined, proxied)).toEqual([])
  await expect(check(64 + 329, undefined, proxied)).rejects.toThrow(
    'for 100 connections at once with both ends in this process, and as many from the fault proxy to the service\n',
  )
})

test('a burst on a service given by URL is shared by the workers', async () => {
  const burst = {
    target: { url: 'http://127.0.0.1:1/' },
    load: { stages: [{ bursts: { size: 100, everyMs: 1, total: 100 } }] },
  }
  expect(await check(64 + 110, undefined, burst)).toEqual([])
  expect(await check(64 + 55, 2, burst)).toEqual([])
  await expect(check(64 + 54, 2, burst)).rejects.toThrow('needs 119 file descriptors, for 50 connections at once\n')
})
