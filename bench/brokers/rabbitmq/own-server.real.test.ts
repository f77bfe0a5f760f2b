import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { alarmLaws } from './alarm-laws.testing.ts'
import { deadLetterLaws } from './dead-letter-laws.testing.ts'
import { rabbitmqDriver } from './driver.ts'
import { leftoverLaws } from './leftover-laws.testing.ts'
import { missingQueueLaws } from './missing-queue-laws.testing.ts'
import { whyCannotStartRabbitmq } from './server.testing.ts'
import { NodeFixture } from './server-fixture.testing.ts'
import { slotLaws } from './slot-laws.testing.ts'

const why = whyCannotStartRabbitmq()
if (why !== undefined) console.warn(`rabbitmq, on a node of our own: not tested, ${why}`)

// It takes seconds to boot, so there is one for all.
const fixture = new NodeFixture()
/** `rabbitmqctl` starts an Erlang process, which takes a second, or many on a busy machine. */
const SLOW_MS = 300_000

describe.runIf(why === undefined)('rabbitmq, on a node of our own:', () => {
  beforeAll(() => fixture.start(), SLOW_MS)
  afterEach(() => fixture.undo(), SLOW_MS)
  afterAll(async () => {
    const left = await fixture.node.queues()
    await fixture.stop()
    expect(left).toEqual([])
  }, SLOW_MS)

  describe('who may not', () => {
    beforeAll(() => fixture.node.define(definitions()), SLOW_MS)

    test.each([
      ['somebody:wrong@', '', 'the user or password is wrong, or may not be used from this host'],
      ['nobody:s3cret@', '', 'the user or password is wrong, or may not be used from this host'],
      ['somebody:s3cret@', '/elsewhere', 'there is no such virtual host'],
      ['somebody:s3cret@', '/place', 'the user has no access to that virtual host'],
      ['somebody:s3cret@', '/crowded', 'it allows no more connections'],
    ])('%s%s is reported: %s', async (user, vhost, reason) => {
      const host = `127.0.0.1:${fixture.node.port}${vhost}`
      const connecting = rabbitmqDriver.connect({ url: `amqp://${user}${host}`, storage: undefined })
      await expect(connecting).rejects.toEqual(new CannotRunError(`rabbitmq: cannot use amqp://${host}: ${reason}`))
    })

    test('a user who may not make queues is refused, without the name', async () => {
      const url = `amqp://somebody:s3cret@127.0.0.1:${fixture.node.port}`
      const server = await rabbitmqDriver.connect({ url, storage: undefined })
      fixture.after(() => server.close())
      const error = await server.open({ depthMax: 10, deliveriesMax: 1 }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(CannotRunError)
      expect((error as Error).message).toMatch(
        /^rabbitmq: .*access to queue 'stormbench-0-lock' in vhost '\/' refused for the user/,
      )
      expect((error as Error).message).not.toMatch(/somebody|s3cret/)
    })
  })

  describe('queues of others with the names of a slot:', () => slotLaws(fixture))
  describe('what is left behind:', () => leftoverLaws(fixture))
  describe('a queue that is deleted in mid-run:', () => missingQueueLaws(fixture))
  describe('dead letters:', () => deadLetterLaws(fixture))
  describe('an alarm:', () => alarmLaws(fixture, SLOW_MS))
})

/** A user without rights, who may enter `/` and `crowded`, not `place`. `crowded` allows no connections. */
function definitions() {
  const user = 'somebody'
  const nothing = { user, configure: '^$', write: '^$', read: '^$' }
  return {
    users: [{ name: user, ...hashed('s3cret'), tags: '' }],
    vhosts: [{ name: 'place' }, { name: 'crowded' }],
    permissions: ['/', 'crowded'].map((vhost) => ({ vhost, ...nothing })),
    parameters: [{ component: 'vhost-limits', name: 'limits', vhost: 'crowded', value: { 'max-connections': 0 } }],
  }
}

/** RabbitMQ's hash of a password: four bytes of salt, then SHA-256 of salt and password. */
function hashed(password: string) {
  const salt = Buffer.from('salt')
  const hash = createHash('sha256').update(salt).update(password).digest()
  return {
    password_hash: Buffer.concat([salt, hash]).toString('base64'),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
  }
}
