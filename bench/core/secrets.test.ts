import { expect, test } from 'vitest'
import { withoutCredentials, withoutSecretsInUrl } from './secrets.ts'

test.each([
  ['http://me:secret@host/a?key=secret&b=secret', 'http://host/a?key=%28not+recorded%29&b=%28not+recorded%29'],
  ['http://host/a#secret', 'http://host/a'],
  ['http://host/?secret', 'http://host/'],
  ['http://host/?a=secret&a=', 'http://host/'],
  ['amqp://me:secret@host/vhost', 'amqp://host/vhost'],
  ['nats://secret@host:4222', 'nats://host:4222'],
  ['--broker-url=redis://:secret@host:6379/2', '--broker-url=redis://host:6379/2'],
  ['http://me:sec@ret@host:99999/?secret', 'http://host:99999/'],
  ['http://me:secret/@host:99999/#secret', 'http://host:99999/'],
  ['--plan', '--plan'],
  ['2s@200,1s@200~1500', '2s@200,1s@200~1500'],
  ['not://a url', 'not://a url'],
])('%s is recorded as %s', (text, recorded) => {
  expect(withoutSecretsInUrl(text)).toBe(recorded)
})

test.each([
  ["argument 'http://me:sec@ret@host:1/' is invalid, a@b", "argument 'http://host:1/' is invalid, a@b"],
  ['--plan: must be pieces such as 30s@50', '--plan: must be pieces such as 30s@50'],
])('in a message: %j', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown)
})
