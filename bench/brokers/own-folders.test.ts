import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findOwnFolders, makeOwnFolder, removeOwnLeftovers } from './own-folders.ts'

let home: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'own-folders-test-')))
  vi.stubEnv('TMPDIR', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true })
})

/** Makes a folder whose owner is this process, with some fields changed. */
function folderOf(owner: object): string {
  const folder = makeOwnFolder()
  const file = join(folder, 'owner.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...owner }))
  return folder
}

describe.runIf(existsSync('/proc/self/stat'))('folders of brokers:', () => {
  test.each([
    ['it lives', {}, 'in use'],
    ['it has ended', { pid: 2 ** 30 }, 'left'],
    ['its id is another process by now', { start: '1' }, 'left'],
    ['it was before the last boot, whoever has its id', { boot: 'other', namespace: 'pid:[1]' }, 'left'],
    ['it is on another host', { boot: 'other', host: 'elsewhere' }, 'in use'],
    ['it is in another container, where its id means something else', { pid: 2 ** 30, namespace: 'pid:[1]' }, 'in use'],
    ['it is not known', { boot: undefined }, 'in use'],
  ])('the owner: %s', async (_, owner, is) => {
    const folder = folderOf(owner)
    const expected = is === 'left' ? { left: [folder], inUse: [] } : { left: [], inUse: [folder] }
    expect(findOwnFolders()).toEqual(expected)
    expect(await removeOwnLeftovers()).toEqual({ removed: expected.left, inUse: expected.inUse })
    expect(existsSync(folder)).toBe(is === 'in use')
  })

  test('a folder without an owner stays, and what is not such a folder is none', () => {
    const folder = makeOwnFolder()
    rmSync(join(folder, 'owner.json'))
    for (const name of ['stormbench-broker-', 'stormbench-broker-abcdefg', 'stormbench-other'])
      mkdirSync(join(home, name))
    writeFileSync(join(home, 'stormbench-broker-abcdef'), '')
    expect(findOwnFolders()).toEqual({ left: [], inUse: [folder] })
    expect(basename(folder)).toMatch(/^stormbench-broker-/)
  })
})
