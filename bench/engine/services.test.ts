import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('each kind of request is a service; the length of its warm-up makes no other one', async () => {
  const services = new Services()
  for (const spec of [urlOf(), urlOf({ method: 'POST' })]) await services.prepare(spec)
  const one = services.of(urlOf())
  await services.prepare(urlOf({ warmUpMs: 0 }))
  expect(services.of(urlOf({ warmUpMs: 0 }))).toBe(one)
  expect(services.of(urlOf({ method: 'POST' }))).not.toBe(one)
  await services.close()
})
