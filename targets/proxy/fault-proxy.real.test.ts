import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { epochMs } from '../../bench/core/real-clock.ts'
import { FaultProxy } from './fault-proxy.ts'

const RESET = { faults: [], seed: 7, originEpochMs: epochMs(), warmUpEndMs: 0 }
const threadThat = (does: string) =>
  new URL(`data:text/javascript,import { parentPort } from 'node:worker_threads';${encodeURIComponent(does)}`)

test('the proxy runs in its thread, answers questions, and frees its port at the end', async () => {
  const server = createServer((_, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy = await FaultProxy.start({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
  await proxy.reset(RESET)
  expect(await (await fetch(proxy.origin)).text()).toBe('ok')
  expect(await proxy.finish()).toMatchObject({ requests: 1, passed: 1, answered: 1, notPassed: 0, injected: {} })
  await proxy.stop()
  await expect(proxy.reset(RESET)).rejects.toThrow('the fault proxy has ended')
  const refused = await new Promise<unknown>((resolve) => connect(proxy.port, '127.0.0.1').on('error', resolve))
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' })
  server.closeAllConnections()
  server.close()
})

test('an error that the thread does not catch is reported, and questions to it fail', async () => {
  const dies = `parentPort.postMessage(1); parentPort.on('message', () => { throw new Error('boom') })`
  const errors: Error[] = []
  const proxy = await FaultProxy.start({ url: 'http://127.0.0.1:1/' }, (error) => errors.push(error), threadThat(dies))
  await expect(proxy.reset(RESET)).rejects.toThrow('the fault proxy has ended with code 1')
  expect(errors.map(({ message }) => message)).toEqual(['the fault proxy crashed: boom'])
})

test('a thread that ends before it listens is an error', async () => {
  const start = FaultProxy.start({ url: 'http://127.0.0.1:1/' }, undefined, threadThat('process.exit(3)'))
  await expect(start).rejects.toThrow('the fault proxy ended with code 3 before it was listening')
})
