import { afterAll, describe, expect, test } from 'vitest'
import { loadDurationMs } from '../../bench/load/load.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { sourceOf, suiteOf } from './suite-source.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const NO_CHANGES = { seed: undefined, repeats: undefined, plan: undefined, brokers: [] }
const asGiven = (path: string) => path

describe('a suite that is data', () => {
  const path = desk.file('data.json', SMALL_SUITE)

  test('is sent with the changes of the command line, and needs no permission to run', async () => {
    const changes = { seed: 7, repeats: 3, plan: '2s@5', brokers: [{ kind: 'nats', storage: 'memory' } as const] }
    const source = await sourceOf(path, changes, asGiven)
    expect(source.kind).toBe('data')
    const { seed, repeats, load, arms } = await suiteOf(source, false)
    expect([seed, repeats, loadDurationMs(load)]).toEqual([7, 3, 2000])
    expect(arms.queue).toMatchObject({ broker: { kind: 'nats', storage: 'memory' } })
  })

  test('is checked where it arrives', async () => {
    await expect(suiteOf({ kind: 'data', suite: { name: 'small' } }, true)).rejects.toThrow('target: ')
  })
})

describe('a suite that brings functions', () => {
  const own = (marker: string) =>
    desk.file(
      `${marker}.ts`,
      `import { custom, defineSuite } from 'stormbench'
       globalThis.${marker} = (globalThis.${marker} ?? 0) + 1
       const plain = custom('plain', () => (inner) => inner)
       export default defineSuite({ ...${JSON.stringify(SMALL_SUITE)}, load: { trace: { file: 'times.csv' } },
         arms: { rpc: { style: 'rpc', policy: [plain] } } })`,
    )
  desk.file('times.csv', 'ms\n0\n10\n')

  test('is refused without permission, and its code does not run', async () => {
    const source = await sourceOf(own('refused'), NO_CHANGES, asGiven)
    const ran = Reflect.get(globalThis, 'refused')
    await expect(suiteOf(source, false)).rejects.toThrow(
      'this worker runs no code of others; start it with --allow-code',
    )
    expect(Reflect.get(globalThis, 'refused')).toBe(ran)
  })

  test('runs with permission, with its trace and the changes of the command line', async () => {
    const source = await sourceOf(own('allowed'), { ...NO_CHANGES, seed: 9 }, asGiven)
    const { seed, load, arms } = await suiteOf(source, true)
    expect([seed, load, Object.keys(arms)]).toEqual([9, expect.objectContaining({ trace: expect.anything() }), ['rpc']])
  })

  test('does not read a trace from the disk of the worker', async () => {
    const source = await sourceOf(own('untold'), NO_CHANGES, asGiven)
    if (source.kind !== 'code') throw new Error('it is code')
    await expect(suiteOf({ ...source, files: { traces: {}, tables: {}, texts: {} } }, true)).rejects.toThrow(
      'it was not sent along',
    )
  })

  test('brings the table of its parameters, which is not read from the disk of the worker', async () => {
    desk.file('users.csv', 'user\nann\n')
    const suite = desk.file(
      'table.ts',
      `import { custom, defineSuite } from 'stormbench'
       export default defineSuite({ ...${JSON.stringify(SMALL_SUITE)},
         target: { url: 'http://127.0.0.1:1/{{user}}', parameters: { file: 'users.csv' } },
         arms: { rpc: { style: 'rpc', policy: [custom('plain', () => (inner) => inner)] } } })`,
    )
    const source = await sourceOf(suite, NO_CHANGES, asGiven)
    const { target } = await suiteOf(source, true)
    expect(target).toMatchObject({ parameters: { columns: { user: ['ann'] } } })
    if (source.kind !== 'code') throw new Error('it is code')
    const files = { traces: {}, tables: {}, texts: {} }
    await expect(suiteOf({ ...source, files }, true)).rejects.toThrow(
      'target.parameters.file: users.csv: it was not sent along',
    )
  })
})
