import { afterAll, beforeAll, expect, test } from 'vitest'
import { OwnTarget } from '../../targets/http/own-target.ts'
import { Generator } from './generator.ts'
import { GENERATORS } from './job.ts'

let target: OwnTarget
beforeAll(async () => {
  target = await OwnTarget.start()
})
afterAll(() => target.stop())

test.each(GENERATORS)('%s measures in a separate process, and can be ended', async (name) => {
  const generator = await Generator.start(name)
  const result = await generator.measure({
    url: target.warmUpUrl,
    own: true,
    headers: {},
    connections: 4,
    durationMs: 1000,
  })
  expect(result.failures).toBe(0)
  expect(result.requests).toBeGreaterThan(0)
  expect(result.cpuMs).toBeGreaterThan(0)
  const job = { url: target.warmUpUrl, own: true, headers: {}, connections: 1, durationMs: 60_000 }
  const measuring = generator.measure(job)
  generator.stop()
  await expect(measuring).rejects.toThrow("the generator's process ended (SIGKILL)")
})

test('requests to a target that is gone are failures, and the generator does not spin', async () => {
  const generator = await Generator.start('stormbench')
  const job = { url: 'http://127.0.0.1:1/', own: false, headers: {}, connections: 2, durationMs: 200 }
  const { requests, failures } = await generator.measure(job)
  generator.stop()
  expect(requests).toBe(0)
  expect(failures).toBeGreaterThan(0)
})
