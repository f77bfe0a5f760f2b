import { expect, expectTypeOf, test } from 'vitest'
import { plainData } from '../../bench/core/plain-data.ts'
import { callTarget, defineSuite } from '../../bench/define.ts'
import { parseSuite } from '../../bench/parse-suite.ts'

test('the compiler knows the type of the state from setup, in variants too', () => {
  const suite = defineSuite({
    name: 'typed',
    question: 'Does it hold?',
    target: {
      setup: async ({ proxy }) => ({ port: proxy?.port ?? 5432 }),
      call: async ({ id, parameters }, { state, signal }) => {
        expectTypeOf(state).toEqualTypeOf<{ port: number }>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        return [id, parameters]
      },
      teardown: (state) => {
        expectTypeOf(state).toEqualTypeOf<{ port: number }>()
      },
    },
    load: '1s@1',
    arms: { rpc: { style: 'rpc' } },
    variants: {
      other: {
        target: callTarget({
          setup: () => 'a text',
          call: async (_, { state }) => {
            expectTypeOf(state).toEqualTypeOf<string>()
          },
        }),
      },
    },
  })
  // As a suite file is read.
  const { target, variants } = parseSuite(plainData(suite))
  expect(target).toMatchObject({ model: 'call', callsMax: 8000, setupMaxMs: 30_000, warmUpMs: 2000 })
  expect(variants.other!.target).toMatchObject({ model: 'call' })
})
