import { expect, test } from 'vitest'
import { addressOf, loadClient, refusedBy, storageOf, unreachable } from './client.ts'
import { natsAccess } from './nats/access.ts'

test('an address is shown without credentials; without one it is the usual one', () => {
  expect(addressOf(natsAccess, 'nats://me:secret@host:4333/x?token=t').shown).toBe('nats://host:4333/x')
  expect(addressOf(natsAccess, undefined).shown).toBe('nats://127.0.0.1:4222')
})

test.each(['http://me:secret@host', 'me:secret@host', 'nats:secret@host', ''])(
  '%j is no address, and is not repeated',
  (text) => {
    const message = () => addressOf(natsAccess, text)
    expect(message).toThrow(/^--broker-url: must be a URL that begins with nats:\/\/ or tls:\/\/ for nats, got/)
    expect(message).not.toThrow(/secret/)
  },
)

test('a client that is not installed is reported with the command that installs it; another error is thrown as it is', async () => {
  const missing = Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(loadClient(natsAccess, () => Promise.reject(missing))).rejects.toThrow(
    'nats: its client is not installed: npm install @nats-io/transport-node @nats-io/jetstream',
  )
  await expect(loadClient(natsAccess, () => Promise.reject(new TypeError('broken')))).rejects.toThrow(TypeError)
})

test('the message for an address without a broker says how to start one; that for a broker that refuses does not', () => {
  const address = addressOf(natsAccess, undefined)
  expect(unreachable(natsAccess, address, 'connection refused').message).toBe(
    'nats: cannot use nats://127.0.0.1:4222: connection refused. To start one here: sudo apt install nats-server && nats-server -js -a 127.0.0.1, or docker run -p 127.0.0.1:4222:4222 nats -js',
  )
  expect(refusedBy(natsAccess, address, 'it refused the credentials').message).toBe(
    'nats: cannot use nats://127.0.0.1:4222: it refused the credentials',
  )
})

test('a storage is one of those that there are, the first by default', () => {
  expect([storageOf('nats', ['file', 'memory'], undefined), storageOf('nats', ['file', 'memory'], 'memory')]).toEqual([
    'file',
    'memory',
  ])
  expect(() => storageOf('nats', ['file', 'memory'], 'tape')).toThrow(
    'storage: must be one of file, memory for nats, got "tape"',
  )
})
