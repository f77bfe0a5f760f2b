import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { RunData } from '../../reports/data/run-data.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
const started: (ChildProcess | Server)[] = []
afterAll(() => {
  for (const one of started) 'kill' in one ? one.kill('SIGKILL') : one.close()
  desk.remove()
})

const FILES = ['latency.hgrm', 'report.md', 'run.json', 'samples.csv', 'summary.csv', 'summary.json', 'timeline.csv']
const dataOf = (out: string): RunData => JSON.parse(readFileSync(join(desk.folder, out, 'run.json'), 'utf8'))
const filesOf = (out: string) =>
  Object.fromEntries(
    readdirSync(join(desk.folder, out))
      .sort()
      .map((name) => [name, readFileSync(join(desk.folder, out, name), 'utf8')]),
  )

test('a suite runs both arms over HTTP, prints a table and a sentence, and writes all files', async () => {
  const suite = desk.file('small.json', SMALL_SUITE)
  const { code, out } = await desk.run(suite, '--out', 'small')
  expect(code).toBe(0)
  expect(out).toContain('\nDoes it hold?\n')
  expect(out).toContain('\nsmall  2 arms, 1 repeat each, real time, all valid\n')
  expect(out).toMatch(/^queue +100\.0 % /m)
  expect(out).toContain('All arms completed about the same share in time (100.0 %)')
  expect(Object.keys(filesOf('small'))).toEqual(FILES)
  const { status, runs } = dataOf('small')
  expect(status).toBe('complete')
  for (const run of runs) {
    expect(run.phases[0]).toMatchObject({ requests: 30, outcomes: { ok: 30 }, attempts: { first: 30 } })
    expect(run.target).toMatchObject({ attempts: 30, ok: 30 })
  }
})

test('render recreates the derived files, byte for byte the same', async () => {
  const before = filesOf('small')
  for (const name of FILES) if (name !== 'run.json') desk.file(`small/${name}`, 'spoilt')
  expect((await desk.run('render', 'small')).code).toBe(0)
  expect(filesOf('small')).toEqual(before)
})

test('the same suite as TypeScript, YAML and JSON has the same plan on either clock, and --json is one document', async () => {
  const yaml = `
name: small
question: Does it hold?
repeats: 1
deadlineMs: 20000
validity: { dispatchLateMaxMs: 20000, dispatchDelayP99MaxMs: 20000, eventLoopDelayP99MaxMs: 20000 }
target: { model: workers, slots: 4, service: { kind: constant, ms: 2 } }
load: 300ms@100
arms:
  rpc: { style: rpc, policy: [{ kind: timeout, timeoutMs: 10000 }] }
  queue: { style: queue, broker: { depthMax: 100, deliveriesMax: 3 }, consumers: { concurrency: 4 } }
`
  const typescript = `
import { defineSuite, timeout } from 'stormbench'
import { name } from './name.ts'
const suite: ReturnType<typeof defineSuite> = defineSuite({
  name, question: 'Does it hold?', repeats: 1, deadlineMs: 20_000,
  validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '300ms@100',
  arms: {
    rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 10_000 })] },
    queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 3 }, consumers: { concurrency: 4 } },
  },
})
export default suite`
  desk.file('name.ts', `export const name: string = 'small'`)
  for (const [name, text] of [
    ['small.yaml', yaml],
    ['small.ts', typescript],
  ] as const) {
    const { code, out, err } = await desk.run(
      'run',
      desk.file(name, text),
      '--arm',
      'rpc',
      '--json',
      '--clock',
      'virtual',
      '--out',
      name.slice(-2),
    )
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({
      status: 'complete',
      suites: [{ suite: 'small', findings: [{ text: expect.stringContaining('rpc completed 100.0 %') }] }],
    })
    expect(dataOf(name.slice(-2)).plans).toEqual(dataOf('small').plans)
  }
})

async function rawServer(onData: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', () => onData(socket))
  })
  started.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://user:secret@127.0.0.1:${(server.address() as { port: number }).port}/`
}

test.each([
  ['resets', (socket: Socket) => socket.resetAndDestroy(), { 'failed: reset': 20 }, 'reset: 20', 10_000],
  [
    'answers garbage',
    (socket: Socket) => socket.end('what?\r\n\r\n'),
    { 'failed: not http': 20 },
    'not http: 20',
    10_000,
  ],
  ['never answers', () => undefined, { timeout: 20 }, 'closed: 20', 150],
] as const)(
  'a target given by URL that %s is not judged, and the reason is shown',
  async (_, onData, reasons, answers, timeoutMs) => {
    const url = await rawServer(onData)
    const arms = { rpc: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs }] } }
    const suite = desk.file('url.json', {
      ...SMALL_SUITE,
      drainMs: timeoutMs * 2,
      target: { url },
      load: '200ms@100',
      arms,
    })
    const { code, out, err } = await desk.run(suite, '--out', 'url')
    const [run] = dataOf('url').runs
    expect(run!.phases[0]).toMatchObject({ requests: 20, outcomes: { ok: 0 }, reasons })
    expect([code, run!.target]).toEqual([3, null])
    expect(err).toContain(`No attempt got an answer (${answers}).`)
    expect(err).toContain(
      `warm-up of ${url.replace('user:secret@', '')}: 20 GET requests in 2 s (10/s, at most 50 at once).`,
    )
    expect(out).toMatch(/^rpc .* invalid .*$/m)
    expect(readFileSync(join(desk.folder, 'url/run.json'), 'utf8')).not.toContain('secret')
  },
)

test('a policy that throws makes the run invalid: exit 3, with message and advice', async () => {
  const suite = desk.file(
    'throws.ts',
    `import { custom, defineSuite } from 'stormbench'
     const broken = custom('broken', () => (inner) => (request, settle) => {
       if (request.id === 3) throw new Error('boom')
       return inner(request, settle)
     })
     export default defineSuite({ ...${JSON.stringify(SMALL_SUITE)}, arms: { rpc: { style: 'rpc', policy: [broken] } } } as never)`,
  )
  const { code, err } = await desk.run(suite, '--out', 'throws')
  expect(code).toBe(3)
  expect(err).toContain(
    'INVALID: small rpc: 1 of 1 run. Reason, in repeat 1: 1 errors were thrown or reported during the run, the first: boom',
  )
})

/** The program as its user starts it, in a separate process. */
function start(...argv: string[]): {
  child: ChildProcess
  exit: Promise<number>
  until: (text: string) => Promise<void>
} {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const env = { ...process.env, INIT_CWD: desk.folder }
  const child = spawn(
    process.execPath,
    ['--import', new URL('../typescript.mjs', import.meta.url).href, main, ...argv],
    {
      env,
    },
  )
  started.push(child)
  let said = ''
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      child.stderr!.on('data', (chunk) => {
        said += chunk
        if (said.includes(text)) resolve()
      })
    })
  return { child, exit: once(child, 'exit').then(([code]) => code as number), until }
}

test('Ctrl-C: exit 130, the results so far are written and marked partial; meanwhile the folder stays locked', async () => {
  const suite = desk.file('long.json', { ...SMALL_SUITE, name: 'long', load: '60s@50' })
  const { child, exit, until } = start(suite, '--out', 'long')
  await until('long rpc')
  const second = await desk.run(suite, '--out', 'long')
  expect([second.code, second.err]).toEqual([
    4,
    expect.stringContaining(`another run (process ${child.pid}) is writing into`),
  ])
  child.kill('SIGINT')
  expect(await exit).toBe(130)
  const { status, runs } = dataOf('long')
  expect([status, runs.length, runs[0]!.status]).toEqual(['partial', 1, 'partial'])
  expect(Object.keys(filesOf('long'))).toEqual(FILES)
  expect(filesOf('long')['report.md']).toContain('This run was interrupted')
})
