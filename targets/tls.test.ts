import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { CERT, KEY } from './http/certificate.testing.ts'
import { refuseUnread, tlsSchema } from './tls.ts'

const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const mistakes = (tls: object) =>
  (tlsSchema.safeParse(tls).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)

test.each([
  [{ ca: KEY }, 'ca: must hold certificates in PEM'],
  [{ ca: CERT.replace('MII', 'MIX') }, 'ca: must hold certificates in PEM'],
  [{ cert: CERT }, 'key: must be given together with cert'],
  [{ key: KEY }, 'key: must be given together with cert'],
  [{ cert: CERT, key: CERT }, 'key: must hold a private key in PEM'],
  [{ cert: CERT, key: privateKey }, 'key: must be the key of cert'],
  [
    { cert: CERT, key: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nabc\n-----END ENCRYPTED PRIVATE KEY-----' },
    'key: must be a private key without a passphrase',
  ],
  [{ servername: '127.0.0.1' }, 'servername: must be the name of a host, not an address'],
  [{ servername: 'a b' }, 'servername: must be the name of a host'],
])('options of TLS that are wrong: %#', (tls, message) => {
  expect(mistakes(tls)).toEqual([message])
})

test('options of TLS that are right', () => {
  expect(tlsSchema.parse({ ca: CERT + CERT, cert: CERT, key: KEY, servername: 'pay.example' })).toMatchObject({
    rejectUnauthorized: true,
  })
  expect(mistakes({ ca: 'ca.pem', cert: 'client.pem', key: 'client.key' })).toEqual([])
})

test('a file that was not read is no certificate', () => {
  expect(() => refuseUnread(tlsSchema.parse({ ca: 'ca.pem' }))).toThrow('target.tls.ca: ca.pem was not read')
})
