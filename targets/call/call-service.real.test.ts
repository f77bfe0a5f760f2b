import { expect, test } from 'vitest'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { CallService } from './call-service.ts'
import { callSchema } from './call-spec.ts'

const specOf = (target: object) => callSchema.parse({ model: 'call', call: async () => 1, ...target })
const never = () => new Promise(() => undefined)

test('teardown gets what setup returned, or undefined without a setup', async () => {
  const seen: unknown[] = []
  const teardown = (state: unknown) => seen.push(state)
  for (const setup of [() => 'at once', async () => 'later', undefined]) {
    const service = await CallService.start(specOf({ setup, teardown }))
    expect(await service.close()).toEqual([])
  }
  expect(seen).toEqual(['at once', 'later', undefined])
})

test.each([
  [
    'throws',
    () => {
      throw new TypeError('no\nhost')
    },
    'TypeError: no host',
  ],
  [
    'rejects',
    async () => {
      throw new Error('refused')
    },
    'Error: refused',
  ],
  [
    'throws no error',
    async () => {
      throw 'a text'
    },
    'a text',
  ],
])('a setup that %s cannot run', async (_, setup, why) => {
  const started = CallService.start(specOf({ setup }))
  await expect(started).rejects.toThrow(new CannotRunError(`\`target.setup\` failed: ${why}`))
})

test('a setup that never settles ends at its limit, and its signal is aborted', async () => {
  const signals: AbortSignal[] = []
  const setup = ({ signal }: { signal: AbortSignal }) => {
    signals.push(signal)
    return never()
  }
  const started = CallService.start(specOf({ setup, setupMaxMs: 20 }))
  await expect(started).rejects.toThrow('`target.setup` did not end within 20 ms (setupMaxMs)')
  expect(signals[0]!.aborted).toBe(true)
})

test.each([['before'], ['while']])('an interrupt %s setup runs ends it', async (when) => {
  const stop = new AbortController()
  if (when === 'before') stop.abort()
  const started = CallService.start(specOf({ setup: never }), stop.signal)
  stop.abort()
  await expect(started).rejects.toThrow(new CannotRunError('interrupted while `target.setup` ran'))
})

test('after setup its signal is not given any more: the client may have kept it', async () => {
  const stop = new AbortController()
  const signals: AbortSignal[] = []
  const setup = ({ signal }: { signal: AbortSignal }) => signals.push(signal)
  const service = await CallService.start(specOf({ setup }), stop.signal)
  stop.abort()
  expect(signals[0]!.aborted).toBe(false)
  await service.close()
})

test('a teardown that throws or takes too long is a warning', async () => {
  const failing = async () => {
    throw new Error('bye')
  }
  expect(await (await CallService.start(specOf({ teardown: failing }))).close()).toEqual([
    '`target.teardown` failed: Error: bye',
  ])
  expect(await (await CallService.start(specOf({ teardown: never }))).close(20)).toEqual([
    '`target.teardown` did not end within 20 ms',
  ])
})
