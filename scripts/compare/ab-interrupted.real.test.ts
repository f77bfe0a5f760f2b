import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NODE_OPTIONS } from '../../bench/core/own-code.ts'
import { Repository, retrySuite } from './repository.testing.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
let user: Repository
beforeEach(() => {
  user = new Repository()
  user.file('bench/small.suite.json', retrySuite(2))
  user.file('package.json', { name: 'user' })
  user.commit('two retries')
})
afterEach(() => user.remove())

/** Starts `ab` as its user does. `install` writes a file once it runs. */
function start(install: string) {
  const argv = ['ab', 'main', '--install', install, '--out', join(user.folder, '.git/out')]
  const child = spawn(process.execPath, [...NODE_OPTIONS, MAIN, ...argv], {
    cwd: user.folder,
    env: { ...process.env, INIT_CWD: user.folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return { child, err: () => err }
}

const INSTALL = `require('node:fs').writeFileSync(process.env.INIT_CWD + '/.git/pid', String(process.pid))`
const WAITS = `require('node:net').createServer().listen(0, '127.0.0.1')`
const pidFile = () => join(user.folder, '.git/pid')

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('Ctrl-C while packages are installed ends the tool and leaves no checkout', async () => {
  const { child, err } = start(`node -e "${INSTALL}; ${WAITS}"`)
  await expect
    .poll(() => existsSync(pidFile()) && readFileSync(pidFile(), 'utf8'), { timeout: 50_000 })
    .toMatch(/^\d+$/)
  const pid = Number(readFileSync(pidFile(), 'utf8'))
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([130, null])
  expect([err(), user.leftOver()]).toEqual([expect.stringContaining('nothing was measured'), []])
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

test('Ctrl-C while a side runs leaves no checkout', async () => {
  const { child, err } = start('node --version')
  await expect.poll(err, { timeout: 50_000 }).toMatch(/^head: the working tree/m)
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([130, null])
  expect(user.leftOver()).toEqual([])
})
