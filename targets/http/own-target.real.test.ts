import { request } from 'undici'
import { expect, test } from 'vitest'
import { epochMs, pause } from '../../bench/core/real-clock.ts'
import { modelSchema } from '../spec.ts'
import { OwnTarget } from './own-target.ts'
import { ATTEMPT_HEADER, writeAttempt } from './protocol.ts'

const threadThat = (does: string) =>
  new URL(`data:text/javascript,import { parentPort } from 'node:worker_threads';${encodeURIComponent(does)}`)

test('an uncaught error in the thread of a target is reported, even long after its start', async () => {
  const { crash, onCrash } = heard()
  const dies = `parentPort.postMessage(1); globalThis.setTimeout(() => { throw new Error('boom') }, 20); globalThis.setTimeout(() => 0, 60_000)`
  const target = await OwnTarget.start(onCrash, threadThat(dies))
  await expect(crash).resolves.toMatchObject({ message: 'boom' })
  await target.stop()
})

test('a target that is stopped has not crashed, and one that ends before it listens is an error', async () => {
  const { onCrash, errors } = heard()
  const target = await OwnTarget.start(
    onCrash,
    threadThat('parentPort.postMessage(1); globalThis.setTimeout(() => 0, 60_000)'),
  )
  await target.stop()
  await expect(OwnTarget.start(onCrash, threadThat('process.exit(3)'))).rejects.toThrow(
    'the target ended with code 3 before it was listening',
  )
  await expect(OwnTarget.start(onCrash, threadThat(`throw new Error('boom')`))).rejects.toThrow('boom')
  expect(errors).toEqual([])
})

test('a reset empties a target: nothing of the run before is at work or counted', async () => {
  const target = await OwnTarget.start()
  const model = modelSchema.parse({ model: 'workers', slots: 1, service: { kind: 'constant', ms: 60_000 } })
  const reset = (changes: object) =>
    target.reset({ model: { ...model, ...changes }, faults: [], seed: 7, originEpochMs: epochMs() })
  const headers = { [ATTEMPT_HEADER]: writeAttempt(0, 1, Number.POSITIVE_INFINITY) }
  await reset({})
  const backlog = Array.from({ length: 5 }, () => request(target.workUrl, { headers }).catch(() => undefined))
  while ((await target.counters()).inFlight < 5) await pause(5)

  await reset({ service: { kind: 'constant', ms: 1 } })
  expect(await target.counters()).toMatchObject({ attempts: 0, inFlight: 0, inFlightMax: 0, busyMs: 0 })
  const { statusCode } = await request(target.workUrl, { headers })
  expect(statusCode).toBe(200)
  expect(await target.counters()).toMatchObject({ attempts: 1, ok: 1, inFlight: 0, inFlightMax: 1, busyMs: 1 })
  await target.stop()
  await Promise.all(backlog)
})

function heard() {
  const errors: unknown[] = []
  let onCrash: (error: unknown) => void = () => undefined
  const crash = new Promise((resolve) => {
    onCrash = (error) => {
      errors.push(error)
      resolve(error)
    }
  })
  return { crash, errors, onCrash }
}
