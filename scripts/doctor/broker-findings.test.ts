import { expect, test } from 'vitest'
import { unreachable } from '../../bench/brokers/client.ts'
import { natsAccess } from '../../bench/brokers/nats/access.ts'
import { brokerFinding } from './broker-findings.ts'
import { fine } from './finding.ts'

test('a broker that answers is fine, and no other one stops a run', () => {
  expect(brokerFinding(natsAccess, { server: 'nats-server 2.9' })).toEqual(
    fine('nats', 'nats-server 2.9 at nats://127.0.0.1:4222'),
  )
  expect(brokerFinding(natsAccess, undefined)).toEqual({
    check: 'nats',
    sign: 'note',
    found: 'nats://127.0.0.1:4222 did not answer within 2 s',
    advice: '',
  })
  expect(brokerFinding(natsAccess, { why: 'nats: its client is not installed: npm install x' }).found).toBe(
    'its client is not installed: npm install x',
  )
})

test('the advice for a broker that is not there is the command that starts one', () => {
  const address = { url: new URL(natsAccess.usualUrl), shown: natsAccess.usualUrl }
  const { message } = unreachable(natsAccess, address, 'connection refused')
  expect(brokerFinding(natsAccess, { why: message })).toEqual({
    check: 'nats',
    sign: 'note',
    found: 'cannot use nats://127.0.0.1:4222: connection refused',
    advice: `To use it: ${natsAccess.start}`,
  })
})
