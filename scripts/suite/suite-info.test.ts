import { expect, test } from 'vitest'
import { withoutSecretsInUrl } from './suite-info.ts'

test.each([
  ['http://me:secret@host/a?key=secret&b=secret', 'http://host/a?key=%28not+recorded%29&b=%28not+recorded%29'],
  ['amqp://me:secret@host/vhost', 'amqp://host/vhost'],
  ['nats://secret@host:4222', 'nats://host:4222'],
  ['--broker-url=redis://:secret@host:6379/2', '--broker-url=redis://host:6379/2'],
  ['--plan', '--plan'],
  ['2s@200,1s@200~1500', '2s@200,1s@200~1500'],
  ['not://a url', 'not://a url'],
])('%s is recorded as %s', (text, recorded) => {
  expect(withoutSecretsInUrl(text)).toBe(recorded)
})
