import { expect, test } from 'vitest'
import { OwnTarget } from './own-target.ts'

const threadThat = (does: string) =>
  new URL(`data:text/javascript,import { parentPort } from 'node:worker_threads';${encodeURIComponent(does)}`)

test('an error that the thread of a target does not catch is heard, also long after its start', async () => {
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
