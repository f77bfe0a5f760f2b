import { expect, test } from 'vitest'
import { errorText } from './error-text.ts'

/** Error of amqplib for a queue that exists. */
function inequivalent(queue: string): Error {
  const text = `inequivalent arg 'x-max-length' for queue '${queue}' in vhost '/': received none but current is the value '3' of type 'long'`
  const message = `Operation failed: QueueDeclare; 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - ${text}"`
  return Object.assign(new Error(message), { code: 406 })
}

test('for a queue with other settings the text has its name and what to do', () => {
  expect(errorText(inequivalent('stormbench-0-dead'))).toBe(
    'stormbench-0-dead exists with other settings: if nobody uses it, npm run bench -- brokers clean removes it',
  )
  expect(errorText(inequivalent('stormbench-0-delay-19'))).toBe(
    'stormbench-0-delay-19 exists with other settings: if nobody uses it, delete it',
  )
})

test.each([
  [
    "ACCESS_REFUSED - access to queue 'stormbench-0' in vhost '/' refused for user 'somebody'",
    "ACCESS_REFUSED - access to queue 'stormbench-0' in vhost '/' refused for the user",
  ],
  ["CONNECTION_FORCED - user 'somebody' is deleted", 'CONNECTION_FORCED - the user is deleted'],
  ['Channel closed', 'Channel closed'],
])('%s: without the user', (message, text) => {
  expect(errorText(new Error(message))).toBe(text)
})
