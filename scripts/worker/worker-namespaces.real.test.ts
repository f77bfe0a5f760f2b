import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canStartNats, NatsTestServer } from '../../bench/brokers/nats/server.testing.ts'
import { readData } from '../../reports/files/write.ts'
import { ROOT } from '../cli/git.ts'
import { Desk } from '../testing.ts'

const TAG = `sb${process.pid % 100_000}`
/** An address that is this machine's alone: a bridge to which nothing else is plugged. */
const NET = `10.231.${process.pid % 250}`
const HERE = `${NET}.1`
const HOSTS = [1, 2, 3]

const ip = (...args: string[]) => spawnSync('ip', args).status === 0

/** Three network namespaces on a bridge; false without the right to make them. */
function makeHosts(): boolean {
  const steps = [
    ['link', 'add', TAG, 'type', 'bridge'],
    ['addr', 'add', `${HERE}/24`, 'dev', TAG],
    ['link', 'set', TAG, 'up'],
    ...HOSTS.flatMap((host) => {
      const [space, near, far] = [`${TAG}-${host}`, `${TAG}n${host}`, `${TAG}f${host}`]
      return [
        ['netns', 'add', space],
        ['link', 'add', near, 'type', 'veth', 'peer', 'name', far],
        ['link', 'set', near, 'master', TAG, 'up'],
        ['link', 'set', far, 'netns', space],
        ['-n', space, 'addr', 'add', `${NET}.${host + 1}/24`, 'dev', far],
        ['-n', space, 'link', 'set', far, 'up'],
        ['-n', space, 'link', 'set', 'lo', 'up'],
      ]
    }),
  ]
  return steps.every((step) => ip(...step))
}

function removeHosts(): void {
  for (const host of HOSTS) ip('netns', 'del', `${TAG}-${host}`)
  ip('link', 'del', TAG)
}

const canMake = canStartNats && makeHosts()
if (!canMake) {
  removeHosts()
  console.warn('not tested: workers on several hosts, which needs nats-server and the right to make network namespaces')
}

describe.runIf(canMake)('three workers in three network namespaces', () => {
  const desk = new Desk()
  const workers: ChildProcess[] = []
  /** From which address the target got each request of the plan. */
  let seen = new Map<number, string>()
  let calls = 0
  let nats: NatsTestServer
  let target: Server
  let suite: string
  beforeAll(async () => {
    nats = await NatsTestServer.start('-a', HERE, '-js', '--auth', 'secret')
    target = createServer((request, response) => {
      const attempt = String(request.headers['x-stormbench'])
      // Probes before a run have no timeout.
      if (attempt.includes('timeout-ms')) {
        calls += 1
        seen.set(Number(/request=(\d+)/.exec(attempt)?.[1]), String(request.socket.remoteAddress))
      }
      response.end('ok')
    })
    target.listen({ host: HERE, port: 0 })
    await once(target, 'listening')
    suite = desk.file('hosts.json', {
      name: 'hosts',
      question: 'Is the plan kept?',
      repeats: 1,
      deadlineMs: 20_000,
      load: '1s@100,1s@400,1s@100',
      target: { url: `http://${HERE}:${(target.address() as AddressInfo).port}/`, warmUpMs: 0 },
      validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
      arms: { rpc: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 10_000 }] } },
    })
    for (const host of HOSTS) {
      const command = ['--import', './scripts/typescript.mjs', 'scripts/main.ts', 'worker', '--nats', url()]
      const args = ['netns', 'exec', `${TAG}-${host}`, process.execPath, ...command]
      const worker = spawn('ip', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
      workers.push(worker)
      for await (const chunk of worker.stderr!.iterator({ destroyOnReturn: false })) {
        if (String(chunk).includes('waiting for work')) break
      }
      worker.stderr!.resume()
    }
  })
  afterAll(async () => {
    const ended = workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    for (const worker of ended) worker.kill('SIGKILL')
    await Promise.all(ended.map((worker) => once(worker, 'exit')))
    target?.closeAllConnections()
    target?.close()
    await nats?.remove()
    removeHosts()
    desk.remove()
  })
  const url = () => `nats://secret@${HERE}:${nats.port}`
  const run = async (out: string) => {
    ;[seen, calls] = [new Map(), 0]
    const { code } = await desk.run('run', suite, '--workers', '3', '--nats', url(), '--out', out, '--quiet')
    const data = readData(join(desk.folder, out))
    expect(JSON.stringify(data)).not.toContain('secret')
    return { code, result: data.runs[0]! }
  }
  const count = (record: Readonly<Record<string, number>>) => Object.values(record).reduce((sum, n) => sum + n, 0)

  test('give a merged ledger that equals the plan', async () => {
    const { code, result } = await run('whole')
    expect([code, result.status, result.warnings]).toEqual([0, 'valid', []])
    // 100, 400 and 100 requests; each reached the target once, and each host made every third of them.
    expect(result.phases.map(({ phase, requests, outcomes }) => [phase, requests, outcomes.ok])).toEqual([
      ['baseline', 100, 100],
      ['trigger', 400, 400],
      ['recovery', 100, 100],
    ])
    expect([calls, seen.size]).toEqual([600, 600])
    expect(new Set(seen.values()).size).toBe(3)
    for (const [request, from] of seen) expect(from).toBe(seen.get(request % 3))
    expect(result.workers!.map(({ planned, requests }) => [planned, requests])).toEqual([
      [200, 200],
      [200, 200],
      [200, 200],
    ])
    expect(result.timeline.reduce((sum, { offered }) => sum + offered, 0)).toBe(600)
  })

  test('report when one of them is killed, and no request of the plan is missing', async () => {
    const running = run('lossy')
    await expect.poll(() => seen.size, { timeout: 30_000 }).toBeGreaterThan(60)
    workers[1]!.kill('SIGKILL')
    const { code, result } = await running
    expect([code, result.status]).toEqual([3, 'invalid'])
    expect(result.warnings[0]!.message).toMatch(
      /^Worker \S+ \d+ was lost at \d+ ms: no sign of life for 5 s\. Its share was 200 of the 600 requests \(33\.3 %\)/,
    )
    expect(result.phases.reduce((sum, { outcomes }) => sum + count(outcomes), 0)).toBe(600)
  })
})
