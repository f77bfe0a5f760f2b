import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { CATALOGUE, driverOf } from '../../bench/brokers/catalogue.ts'
import { whyNotHere } from '../../bench/brokers/contract.testing.ts'
import { startOwnBroker } from '../../bench/brokers/own-broker.ts'
import { answers, killAll, killNow, processesOf } from '../../bench/brokers/own-processes.ts'
import { serverFileOf } from '../../bench/brokers/server-file.ts'
import { REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const suite = desk.file('small.json', SMALL_SUITE)
const drivers = await Promise.all(REAL_BROKER_KINDS.map(driverOf))
const reasons = await Promise.all(drivers.map(whyNotHere))
const here = drivers.map(({ kind }) => kind).filter((_, i) => reasons[i] === undefined)
for (const reason of reasons) if (reason !== undefined) console.warn(`not tested: ${reason}`)
const canStartNats = isInstalled()
/** An address where nobody listens, with a password that nobody may see. */
const NOWHERE = 'redis://someone:hidden@127.0.0.1:1'

function isInstalled(): boolean {
  try {
    return serverFileOf('nats') !== ''
  } catch (error) {
    console.warn(`not tested: ${(error as Error).message}`)
    return false
  }
}

const dataIn = (folder: string): RunData => JSON.parse(readFileSync(join(desk.folder, folder, 'run.json'), 'utf8'))

describe.runIf(here.length > 0)('with brokers:', () => {
  test('each queue arm runs with each broker, and every message that was confirmed ends', async () => {
    const options = ['memory', ...here].flatMap((kind) => ['--broker', kind])
    const { code, out } = await desk.run('run', suite, ...options, '--out', 'several')
    expect([code, out]).toEqual([0, expect.stringMatching(/^brokers:$/m)])
    const { runs } = dataIn('several')
    expect(runs.map(({ arm }) => arm)).toEqual(['rpc', 'queue-memory', ...here.map((kind) => `queue-${kind}`)])
    for (const { broker, phases } of runs.filter(({ style }) => style === 'queue')) {
      const requests = phases.reduce((sum, phase) => sum + phase.requests, 0)
      expect([requests, broker?.seen]).toEqual([
        expect.any(Number),
        {
          published: requests,
          confirmed: requests,
          refused: 0,
          unknown: 0,
          unsent: 0,
          delivered: requests,
          deliveredAgain: 0,
          unfinished: 0,
          lost: 0,
        },
      ])
    }
    expect(readFileSync(join(desk.folder, 'several/report.md'), 'utf8')).toContain('### Brokers')
  })

  test('with one broker arms keep their names', async () => {
    const { code } = await desk.run('run', suite, '--broker', here[0]!, '--arm', 'queue', '--out', 'one', '--quiet')
    expect([code, dataIn('one').runs.map(({ arm }) => arm)]).toEqual([0, ['queue']])
    expect(dataIn('one').runs[0]!.broker).toMatchObject({ kind: here[0] })
  })

  test('brokers list prints what they are, brokers clean what it removed', async () => {
    expect(await desk.run('brokers', 'list')).toMatchObject({ code: 0, out: expect.stringContaining(here[0]!) })
    const { code, out } = await desk.run('brokers', 'clean', '--broker', here[0]!)
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^${here[0]}: removed `))])
  })
})

test.runIf(canStartNats)('a broker that is stopped during a run: what was measured is kept and reported', async () => {
  const broker = await startOwnBroker('nats', undefined)
  try {
    const quick = desk.file('quick.json', { ...SMALL_SUITE, load: '2s@50', drainMs: 300 })
    const options = ['--broker', 'nats', '--broker-url', broker.url, '--arm', 'queue', '--repeats', '2']
    const running = desk.run('run', quick, ...options, '--out', 'during', '--quiet')
    const probe = await (await driverOf('nats')).connect({ url: broker.url, storage: undefined })
    let over = false
    void running.then(() => {
      over = true
    })
    while (!over && (await probe.clean()).inUse.length === 0);
    await new Promise<void>((resolve) => new RealClock().at(700, resolve))
    await probe.close()
    await broker.kill()
    const { code, err } = await running
    // The second run finds no broker.
    expect([code, err]).toEqual([4, expect.stringContaining('nats: ')])
    const { status, runs } = dataIn('during')
    expect([status, runs.length]).toEqual(['partial', 1])
    const [{ phases, broker: record, warnings }] = runs as [RunData['runs'][0]]
    expect(phases.reduce((sum, { outcomes }) => sum + outcomes.ok, 0)).toBeGreaterThan(0)
    expect(record?.seen.unsent).toBeGreaterThan(0)
    expect(record?.seen.lost).toBeNull()
    expect(warnings.map(({ message }) => message).join()).toMatch(/down at .*could not be removed/)
  } finally {
    await broker.stop()
  }
})

test.runIf(canStartNats)(
  'brokers clean removes an own broker of a run that was killed with all that would have, not one in use',
  async () => {
    const home = realpathSync(mkdtempSync(join(desk.folder, 'tmp-')))
    vi.stubEnv('TMPDIR', home)
    onTestFinished(() => killAll(undefined, home))
    onTestFinished(() => void vi.unstubAllEnvs())
    const broker = await startOwnBroker('nats', undefined)
    onTestFinished(() => broker.stop())
    const inUse = join(home, readdirSync(home)[0]!)
    const script = `
    import { startOwnBroker } from ${JSON.stringify(join(import.meta.dirname, '../../bench/brokers/own-broker.ts'))}
    process.stdout.write((await startOwnBroker('nats')).url)
    process.stdin.resume()`
    const run = spawn(process.execPath, ['--import', './scripts/typescript.mjs', '--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const [url] = await once(run.stdout, 'data')
    const port = Number(new URL(String(url)).port)
    const left = readdirSync(home)
      .map((name) => join(home, name))
      .find((folder) => folder !== inUse)!
    // The shell that would clear up.
    for (const pid of processesOf(left)) if (readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sh\n') killNow(pid)
    run.kill('SIGKILL')
    await once(run, 'close')
    expect(await answers(port, CATALOGUE.nats.server.hello)).toBe(true)

    expect((await desk.run('brokers', 'list')).out).toContain(`left behind (brokers clean removes them): ${left}\n`)
    // Brokers that run here are other tests' to clean.
    const nowhere = ['amqp', 'nats', 'redis'].flatMap((name) => ['--broker-url', `${name}://127.0.0.1:1`])
    const { code, out } = await desk.run('brokers', 'clean', ...nowhere)
    expect([code, out]).toEqual([0, expect.stringContaining(`own brokers: removed ${left}; in use: ${inUse}\n`)])
    expect([existsSync(left), processesOf(left), broker.running]).toEqual([false, [], true])
    expect(await answers(port, CATALOGUE.nats.server.hello)).toBe(false)
    expect((await desk.run('brokers', 'list')).out).not.toContain('left behind')
  },
)

test('a broker that does not answer ends the run with code 4 before anything is measured; its password is not printed', async () => {
  const { code, out, err } = await desk.run(
    'run',
    suite,
    '--broker',
    'bullmq',
    '--broker-url',
    NOWHERE,
    '--out',
    'none',
  )
  expect([code, err]).toEqual([4, expect.stringContaining('bullmq: cannot use redis://127.0.0.1:1')])
  expect(out + err).not.toContain('hidden')
  expect(readdirSync(desk.folder)).not.toContain('none')
})

test('brokers list prints why one cannot be used; a named one must be usable', async () => {
  const { code, out } = await desk.run('brokers', 'list', '--broker-url', NOWHERE)
  expect([code, out]).toEqual([0, expect.stringContaining('cannot use redis://127.0.0.1:1')])
  expect(await desk.run('brokers', 'clean', '--broker', 'bullmq', '--broker-url', NOWHERE)).toMatchObject({ code: 4 })
  expect(await desk.run('brokers', 'clean', '--broker', 'memory')).toMatchObject({ code: 2 })
})

test.each([
  [['--broker', 'kafka'], /must be one of all, memory, rabbitmq/],
  [['--broker', 'nats', '--clock', 'virtual'], /arms\.queue\.broker\.kind: must be memory in virtual time, got "nats"/],
  [['--broker', 'nats', '--arm', 'rpc'], /--broker: needs a queue arm, got only small rpc/],
  [
    ['--broker-url', 'nats://127.0.0.1:1'],
    /--broker-url: no selected arm uses nats; add --broker nats or drop this URL/,
  ],
  [['--broker', 'nats', '--broker-url', 'redis://u:hidden@h'], /--broker-url: no selected arm uses bullmq/],
  [['--broker', 'bullmq:aof'], /arms\.queue\.broker\.storage: must be left out without `crash`/],
  [
    ['--broker', 'nats', '--broker-url', 'http://me:hidden@host'],
    /^--broker-url: must be a URL that begins with one of/,
  ],
])('%j is a mistake', async (options, message) => {
  const { code, err } = await desk.run('run', suite, ...options)
  expect([code, err]).toEqual([2, expect.stringMatching(message)])
  expect(err).not.toContain('hidden')
})
