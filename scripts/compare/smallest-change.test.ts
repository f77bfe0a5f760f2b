import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { type SmallestChange, smallestChange } from './smallest-change.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

/** Configurations of base and head; none where undefined. */
function between(was?: string, is?: string, given?: number): Promise<SmallestChange> {
  const place = (name: string, minChange?: string) => {
    const project = join(desk.folder, name)
    mkdirSync(project, { recursive: true })
    if (minChange !== undefined) desk.file(`${name}/stormbench.config.json`, { minChange })
    return { project, top: project }
  }
  return smallestChange({ base: place('base', was), head: place('head', is) }, given)
}

test.each([
  [undefined, '100%', 0, 'any, by the configuration of base. The other one has 100 %.'],
  ['1%', '50%', 0.01, '1 %, by the configuration of base. The other one has 50 %.'],
  ['50%', '1%', 0.01, '1 %, by the configuration of head. The other one has 50 %.'],
  ['1%', undefined, 0, 'any, by the configuration of head. The other one has 1 %.'],
  ['1%', 'measured', 0.01, '1 %, by the configuration of base. The other one has that of measured figures.'],
  ['measured', '0%', 0, 'any, by the configuration of head. The other one has that of measured figures.'],
  ['7%', '7%', 0.07, '7 %, by the configuration.'],
] as const)('a change cannot loosen its own gate: %s to %s', async (was, is, minChange, note) => {
  expect(await between(was, is)).toEqual({ minChange, notes: [`Smallest change of exact figures: ${note}`] })
})

test('the command line counts before both configurations', async () => {
  const notes = ['Smallest change of exact figures: 5 %, by --min-change.']
  expect(await between('1%', '50%', 0.05)).toEqual({ minChange: 0.05, notes })
})

test('where nothing is set any change counts, also where a configuration cannot be read', async () => {
  expect(await between()).toEqual({ minChange: 0, notes: [] })
  expect((await between('1', '50%')).minChange).toBe(0)
})
