import { expect, test } from 'vitest'
import { breathe } from './real-clock.ts'
import { atOnce, inSteps, type Steps } from './steps.ts'

function* counting(last: number): Steps<number, string> {
  for (let i = 1; i <= last; i++) yield i
  return `counted to ${last}`
}

test('all steps at once give the result', () => {
  expect(atOnce(counting(3))).toBe('counted to 3')
})

test('other work gets a turn after every step', async () => {
  const seen: string[] = []
  function* noting(): Steps<number, string> {
    for (const step of [1, 2]) {
      seen.push(`step ${step}`)
      void breathe().then(() => seen.push('other work'))
      yield step
    }
    return 'done'
  }
  expect(await inSteps(noting())).toBe('done')
  expect(seen).toEqual(['step 1', 'other work', 'step 2', 'other work'])
})

test('a signal that is given during a step ends the computation before the next one', async () => {
  const controller = new AbortController()
  const steps: number[] = []
  function* noting(): Steps<number, string> {
    for (let step = 1; step <= 3; step++) {
      steps.push(step)
      if (step === 2) controller.abort(new Error('stopped'))
      yield step
    }
    return 'done'
  }
  await expect(inSteps(noting(), { signal: controller.signal })).rejects.toThrow('stopped')
  expect(steps).toEqual([1, 2])
})

test('an error of the progress listener ends the computation', async () => {
  function* endless(): Steps<number, string> {
    for (let step = 1; ; step++) yield step
  }
  const onProgress = (step: number) => {
    if (step > 1) throw new Error('enough')
  }
  await expect(inSteps(endless(), { onProgress })).rejects.toThrow('enough')
})
