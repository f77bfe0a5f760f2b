import { expect, test } from 'vitest'
import { Stopper } from './stopper.ts'

const forever = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('interrupted'))))

test('an error of a callback ends the work with that error, and the callback is not called again', async () => {
  const error = new Error('of the caller')
  let calls = 0
  const stopper = new Stopper(undefined)
  const callback = stopper.guarded<number>(() => {
    calls += 1
    throw error
  })
  const work = stopper.orReason(() => forever(stopper.signal))
  callback(1)
  callback(2)
  await expect(work).rejects.toBe(error)
  expect(calls).toBe(1)
})

test('the signal of the caller ends the work with its reason, also where the work had ended already', async () => {
  const controller = new AbortController()
  const stopper = new Stopper(controller.signal)
  const work = stopper.orReason(() => forever(stopper.signal))
  controller.abort('enough')
  await expect(work).rejects.toBe('enough')
  await expect(stopper.orReason(async () => 1)).rejects.toBe('enough')
})

test('without a reason to stop, result and error are those of the work', async () => {
  const controller = new AbortController()
  const stopper = new Stopper(controller.signal)
  expect(await stopper.orReason(async () => 1)).toBe(1)
  await expect(stopper.orReason(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  stopper.release()
  controller.abort()
  expect(stopper.signal.aborted).toBe(false)
})
