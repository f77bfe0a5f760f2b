import { afterAll, expect, test } from 'vitest'
import { parseSuite } from '../../bench/parse-suite.ts'
import { CERT, KEY } from '../../targets/http/certificate.testing.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { readSuiteFile } from './suite-file.ts'
import { infoOf } from './suite-info.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const suiteWith = (tls: object) =>
  desk.file('suite.json', {
    ...SMALL_SUITE,
    target: { url: 'https://127.0.0.1:1/', tls },
    load: '1s@1',
    arms: { rpc: { style: 'rpc' } },
  })

test('certificates and key are read beside the suite, and no result holds them', async () => {
  desk.file('tls/ca.pem', CERT)
  desk.file('tls/client.key', KEY)
  const input = await readSuiteFile(suiteWith({ ca: 'tls/ca.pem', cert: CERT, key: 'tls/client.key' }))
  expect(input).toMatchObject({ target: { tls: { ca: CERT, cert: CERT, key: KEY } } })
  const { config } = infoOf(parseSuite(input), undefined)
  expect(config).toMatchObject({
    target: { tls: { ca: '(not recorded)', key: '(not recorded)', rejectUnauthorized: true } },
  })
  expect(JSON.stringify(config)).not.toContain('BEGIN')
})

test('a file that is missing or holds no PEM is refused by its option', async () => {
  desk.file('der.crt', Uint8Array.from([0x30, 0x82]))
  await expect(readSuiteFile(suiteWith({ ca: 'none.pem' }))).rejects.toThrow('target.tls.ca: none.pem: no such file')
  await expect(readSuiteFile(suiteWith({ ca: 'der.crt' }))).rejects.toThrow(
    'target.tls.ca: der.crt: must hold text in PEM, which begins with -----BEGIN',
  )
})
