import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallSpec } from '../../targets/call/call-spec.ts'
import { targetSchema, type UrlSpec } from '../../targets/spec.ts'
import { Services } from './services.ts'

const server = createServer()
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as { port: number }).port
})
afterAll(() => {
  server.close()
})

const urlOf = (options: object = {}) => targetSchema.parse({ url: `http://127.0.0.1:${port}/`, ...options }) as UrlSpec

const callOf = (target: object) => targetSchema.parse({ model: 'call', ...target }) as CallSpec

test('a target that is a function is set up once, whatever its warm-up; other functions are other services', async () => {
  const services = new Services()
  let setups = 0
  const setup = () => {
    setups += 1
  }
  const call = async () => 1
  const one = callOf({ setup, call })
  for (const spec of [one, callOf({ setup, call }), callOf({ setup, call, warmUpMs: 0 })]) await services.prepare(spec)
  expect(setups).toBe(1)
  const other = callOf({ setup, call: async () => 1 })
  await services.prepare(other)
  expect(setups).toBe(2)
  expect(services.of(callOf({ setup, call }))).toBe(services.of(one))
  expect(services.of(other)).not.toBe(services.of(one))
  expect(await services.close()).toEqual([])
})

test('what a call leaves open is counted, and what its teardown closes is not', async () => {
  for (const [teardown, warnings] of [
    [(open: Server) => open.close(), []],
    [() => undefined, ['still open after `target.teardown`: TCP servers: 1. Let `teardown` close the client']],
  ] as const) {
    const services = new Services()
    const opened = createServer()
    const setup = () => new Promise((resolve) => opened.listen(0, '127.0.0.1', () => resolve(opened)))
    await services.prepare(callOf({ setup, call: async () => 1, teardown }))
    expect(await services.close()).toEqual(warnings)
    opened.close()
  }
})

test('each kind of request is a service; the length of its warm-up makes no other one', async () => {
  const services = new Services()
  for (const spec of [urlOf(), urlOf({ method: 'POST' })]) await services.prepare(spec)
  const one = services.of(urlOf())
  await services.prepare(urlOf({ warmUpMs: 0 }))
  expect(services.of(urlOf({ warmUpMs: 0 }))).toBe(one)
  expect(services.of(urlOf({ method: 'POST' }))).not.toBe(one)
  await services.close()
})
