import { test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { type HostileInput, survives } from './survives.testing.ts'

const secrets = ['hunter2', 'zebra']
const target = (own: object) => ({
  files: { 'suite.json': { ...SMALL_SUITE, target: own } },
  argv: ['suite.json'],
  secrets,
})
const argv = (...words: string[]) => ({ argv: words, secrets })
const MUST = 'target.url: must be an http or https URL, got'

const INPUTS: Readonly<Record<string, HostileInput>> = {
  'a wrong scheme': { ...target({ url: 'ftp://me:hunter2@host/?zebra#zebra' }), says: [`${MUST} "ftp://host/`] },
  'a wrong port': { ...target({ url: 'http://me:hunter2@host:99999/' }), says: [`${MUST} "http://host:99999/"`] },
  'no host': { ...target({ url: 'http://me:hunter2@/' }), says: [MUST] },
  'an @ in the password': { ...target({ url: 'http://me:zebra@hunter2@host:99999/' }), says: [MUST] },
  'a slash in the password': { ...target({ url: 'http://me:zebra/hunter2@host:99999/' }), says: ['target.url: must'] },
  'a URL that is too long': {
    ...target({ url: `http://me:hunter2@host/${'x'.repeat(9000)}` }),
    says: ['target.url: must have at most 8192'],
  },
  'a misspelt URL': { ...target({ uri: 'http://me:hunter2@host/' }), says: ['target: needs a url, a call or a model'] },
  'a misspelt URL beside a right one': {
    ...target({ url: 'http://127.0.0.1:1', uri: 'http://me:hunter2@host/' }),
    says: ['target.uri: is not an option here, got a text; did you mean url?'],
  },
  'a header that is no text': {
    ...target({ url: 'http://127.0.0.1:1', headers: { authorization: ['hunter2'] } }),
    says: ['target.headers.authorization: must be a string, got'],
  },
  'a header that is too long': {
    ...target({ url: 'http://127.0.0.1:1', headers: { authorization: 'hunter2'.repeat(9000) } }),
    says: ['target.headers.authorization: must have at most 8192 characters'],
  },
  'headers that are a text': {
    ...target({ url: 'http://127.0.0.1:1', headers: 'authorization: hunter2' }),
    says: ['target.headers: must be an object'],
  },
  'misspelt headers': {
    ...target({ url: 'http://127.0.0.1:1', header: { authorization: 'hunter2' } }),
    says: ['target.header: is not an option here, got an object; did you mean headers?'],
  },
  'a body that is no text': {
    ...target({ url: 'http://127.0.0.1:1', body: { password: 'hunter2' } }),
    says: ['target.body: must be a string, got'],
  },
  'a target that is a text': {
    ...target('http://me:hunter2@host/?zebra' as never),
    says: ['target: must be an object, got "http://host/'],
  },
  'a URL for a plan': { ...argv('burst', '--plan', 'http://me:hunter2@host/'), says: ['--plan: must be pieces'] },
  'a URL for a suite': {
    ...argv('http://me:hunter2@host/?zebra'),
    says: ['suite: must be a name or a file, got the URL http://host/'],
  },
  'a URL for a clock': { ...argv('burst', '--clock', 'http://me:hunter2@host/'), says: ['--clock'] },
  '--url with a wrong port': {
    ...argv('capacity', '--url', 'http://me:hunter2@host:99999/?zebra'),
    says: ['It must be an http or https URL, got "http://host:99999/"'],
  },
  '--url=': { ...argv('capacity', '--url=ftp://me:hunter2@host/'), says: ['It must be an http or https URL'] },
  '--broker-url of something else': {
    ...argv('burst', '--broker-url', 'ftp://me:hunter2@host/'),
    says: ['--broker-url: must be a URL that begins with one of amqp://'],
  },
  '--broker-url with a wrong port': {
    ...argv('burst', '--broker', 'nats', '--broker-url', 'nats://me:hunter2@host:99999'),
    says: ['--broker-url: must'],
  },
  '--broker-url that nothing uses': {
    ...argv('burst', '--broker-url', 'nats://me:hunter2@host'),
    says: ['no selected arm uses nats'],
  },
  'a URL for a broker': {
    ...argv('burst', '--broker', 'nats://me:hunter2@host'),
    says: ['must be one of all, memory'],
  },
  '--nats of something else': {
    ...argv('burst', '--workers', '2', '--nats', 'http://me:hunter2@host'),
    says: ['--nats: must be a URL that begins'],
  },
  '--nats without slashes': {
    ...argv('burst', '--workers', '2', '--nats', 'nats:hunter2@host'),
    says: ['--nats: must be a URL that begins'],
  },
  '--nats with a wrong port': {
    ...argv('worker', '--nats', 'nats://me:hunter2@host:99999'),
    says: ['--nats: must be a URL'],
  },
  'an option that is not known': {
    ...argv('burst', '--uri=http://me:hunter2@host/'),
    says: ["error: unknown option '--uri=http://host/'"],
  },
  'YAML with a mistake': {
    files: { 'suite.yaml': 'target:\n  headers: { authorization: hunter2 ]\n' },
    argv: ['suite.yaml'],
    secrets,
    says: ['suite.yaml: line 2: is not readable as yaml'],
  },
  'a target that refuses connections': {
    ...target({ url: 'http://me:hunter2@127.0.0.1:1/zebra?zebra#zebra' }),
    code: 4,
    says: ['nothing answers at 127.0.0.1:1'],
  },
}

test.each(Object.entries(INPUTS))('no secret is printed: %s', async (_, input) => {
  await survives(input)
})
