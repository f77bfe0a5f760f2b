import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { ConfigError } from '../core/config-error.ts'
import { pause } from '../core/real-clock.ts'
import { CATALOGUE } from './catalogue.ts'
import { type OwnBroker, startOwnBroker } from './own-broker.ts'
import { answers, processesOf } from './own-processes.ts'
import { serverFileOf } from './server-file.ts'

// Brokers of other test files have their folders elsewhere.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'own-broker-test-')))
const RABBITMQ = join(root, 'rabbitmq')
const OTHERS = join(root, 'others')
const KINDS = Object.keys(CATALOGUE) as RealBrokerKind[]
const HERE = new Set(KINDS.filter(isInstalled))
const brokers: OwnBroker[] = []
/** RabbitMQ takes seconds to boot, so it boots while the others are tested. */
let rabbitmq: Promise<OwnBroker> | undefined

beforeAll(() => {
  mkdirSync(RABBITMQ)
  mkdirSync(OTHERS)
  if (!HERE.has('rabbitmq')) return
  vi.stubEnv('TMPDIR', RABBITMQ)
  rabbitmq = startOwnBroker('rabbitmq', undefined)
  // Its own test reports the reason.
  rabbitmq.catch(() => {})
})
afterAll(async () => {
  await rabbitmq?.then((broker) => broker.stop()).catch(() => {})
  rmSync(root, { recursive: true, force: true })
})
beforeEach(() => {
  vi.stubEnv('TMPDIR', OTHERS)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(brokers.splice(0).map((broker) => broker.stop()))
})

function isInstalled(kind: RealBrokerKind): boolean {
  try {
    return serverFileOf(kind) !== ''
  } catch (error) {
    console.warn(`not tested: ${(error as Error).message}`)
    return false
  }
}

async function started(kind: RealBrokerKind, storage?: string): Promise<OwnBroker> {
  const broker = await startOwnBroker(kind, storage)
  brokers.push(broker)
  return broker
}

const portOf = ({ url }: OwnBroker) => Number(new URL(url).port)

/** Returns the folder of the only broker that runs there. */
function folderIn(home: string): string {
  const [name, ...others] = readdirSync(home)
  expect(others).toEqual([])
  expect(name).toMatch(/^stormbench-broker-/)
  return join(home, name!)
}

/**
 * Reads from a connection to the broker until the reply has come or the connection ends. Without one: the error code.
 */
function replyOf(broker: OwnBroker, ask: string, reply: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: portOf(broker) })
    let text = ''
    socket
      .setEncoding('latin1')
      .on('connect', () => socket.write(ask, 'latin1'))
      .on('data', (more: string) => {
        text += more
        if (reply.test(text)) socket.destroy()
      })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code!))
      .on('close', () => resolve(text))
  })
}

/** Kills it, starts it again on its port, and ends it. Nothing must be left. */
async function goesAndComesBack(broker: OwnBroker, itsFolder: string, ask: string, reply: RegExp): Promise<void> {
  expect(broker.running).toBe(true)
  expect(await replyOf(broker, ask, reply)).toMatch(reply)
  expect(processesOf(itsFolder)).not.toEqual([])

  await broker.kill()
  expect(broker.running).toBe(false)
  expect(processesOf(itsFolder)).toEqual([])
  expect(await replyOf(broker, ask, reply)).toBe('ECONNREFUSED')

  const { url } = broker
  await broker.start()
  expect(broker.url).toBe(url)
  expect(broker.running).toBe(true)
  expect(await replyOf(broker, ask, reply)).toMatch(reply)

  await broker.stop()
  await broker.stop()
  expect(broker.running).toBe(false)
  expect(existsSync(itsFolder)).toBe(false)
  expect(processesOf(itsFolder)).toEqual([])
  expect(await replyOf(broker, ask, reply)).toBe('ECONNREFUSED')
}

describe.runIf(HERE.has('nats'))('NATS', () => {
  test('goes and comes back, and nothing is left of it', async () => {
    await goesAndComesBack(
      await started('nats'),
      folderIn(OTHERS),
      'PING\r\n',
      /^INFO \{.*"jetstream":true.*PONG\r\n$/s,
    )
  })
})

describe.runIf(HERE.has('bullmq'))('Redis', () => {
  test('goes and comes back, and nothing is left of it', async () => {
    await goesAndComesBack(await started('bullmq'), folderIn(OTHERS), 'PING\r\n', /^\+PONG\r\n$/)
  })

  test.each([
    { storage: undefined, after: '$1\r\n1\r\n' },
    { storage: 'redis', after: '$1\r\n1\r\n' },
    { storage: 'aof', after: '$1\r\n1\r\n' },
    { storage: 'none', after: '$-1\r\n' },
  ])('storage $storage: a key that was set is $after after a kill', async ({ storage, after }) => {
    const broker = await started('bullmq', storage)
    expect(await replyOf(broker, 'SET a 1\r\n', /\n/)).toBe('+OK\r\n')
    await broker.kill()
    await broker.start()
    expect(await replyOf(broker, 'GET a\r\n', /-1\r\n|\n1\r\n/)).toBe(after)
  })

  test('a storage it does not have is a mistake, and leaves no folder', async () => {
    await expect(startOwnBroker('bullmq', 'disk')).rejects.toThrow(ConfigError)
    expect(readdirSync(OTHERS)).toEqual([])
  })

  test('one that ends by itself does not run, and can be started again', async () => {
    const broker = await started('bullmq')
    await replyOf(broker, 'SHUTDOWN NOSAVE\r\n', /\n/)
    while (broker.running) await pause(5)
    await broker.start()
    expect(await replyOf(broker, 'PING\r\n', /\n/)).toBe('+PONG\r\n')
  })

  test('an early end is reported at once, with the log', async () => {
    const broker = await started('bullmq')
    await broker.kill()
    rmSync(join(folderIn(OTHERS), 'appendonlydir'), { recursive: true })
    writeFileSync(join(folderIn(OTHERS), 'appendonlydir'), 'in the way')
    const error = await broker.start().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CannotRunError)
    expect((error as Error).message).toMatch(
      /^redis-server on 127.0.0.1:\d+ ended with exit code 1\. The end of its log:\n.*appendonlydir/s,
    )
  })

  test('a kill while it starts ends the waiting', async () => {
    const broker = await started('bullmq')
    await broker.kill()
    const starting = broker.start()
    const failed = expect(starting).rejects.toThrow('ended with SIGKILL')
    while (!broker.running) await pause(0)
    await broker.kill()
    await failed
  })
})

test.each(KINDS)('%s: without its server, the error names the package that has it', async (kind) => {
  vi.stubEnv('PATH', '')
  const { program, debian } = CATALOGUE[kind].server
  const message = `${kind}: ${program} is not installed: apt-get install ${debian}`
  await expect(startOwnBroker(kind, undefined)).rejects.toThrow(new CannotRunError(message))
  expect(readdirSync(OTHERS)).toEqual([])
})

describe.runIf(HERE.has('nats'))('a program that ends without stop()', () => {
  test.each([
    { how: 'by an error', end: 'throw new Error("uncaught")', code: 1, signal: null },
    { how: 'with nothing left to do', end: '', code: 0, signal: null },
    { how: 'by SIGKILL', end: 'process.kill(process.pid, "SIGKILL")', code: null, signal: 'SIGKILL' },
  ])('$how leaves nothing', async ({ end, code, signal }) => {
    const script = `
      import { startOwnBroker } from ${JSON.stringify(join(import.meta.dirname, 'own-broker.ts'))}
      const { url } = await startOwnBroker('nats')
      process.stdout.write(url, () => { ${end} })`
    const args = ['--import', './scripts/typescript.mjs', '--input-type=module', '-e', script]
    const child = spawn(process.execPath, args, {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let url = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      url += text
    })
    expect(await once(child, 'close')).toEqual([code, signal])
    // After process.exit() the 'exit' handler cleans up. After SIGKILL the shell beside the server does.
    while (signal === 'SIGKILL' && (readdirSync(OTHERS).length > 0 || processesOf(OTHERS).length > 0)) await pause(5)
    expect(readdirSync(OTHERS)).toEqual([])
    expect(processesOf(OTHERS)).toEqual([])
    expect(await answers(Number(new URL(url).port), CATALOGUE.nats.server.hello)).toBe(false)
  })
})

describe.runIf(HERE.has('rabbitmq'))('RabbitMQ', () => {
  // It takes seconds to boot. The suite about crashes covers that it comes back.
  test('answers, is killed, and nothing is left of it', async () => {
    const broker = await rabbitmq!
    const itsFolder = folderIn(RABBITMQ)
    expect(await replyOf(broker, 'AMQP\x00\x00\x09\x01', /product.*RabbitMQ/s)).toMatch(/RabbitMQ/)
    await broker.kill()
    expect([broker.running, processesOf(itsFolder)]).toEqual([false, []])
    await broker.stop()
    expect(existsSync(itsFolder)).toBe(false)
  })
})
