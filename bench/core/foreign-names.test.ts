import { expect, test } from 'vitest'
import { suggestion } from './suggestion.ts'

test.each([
  ['maxRetries', ['kind', 'retriesMax', 'retryOn'], 'retriesMax'],
  ['max', ['kind', 'inFlightMax', 'waitingMax'], 'inFlightMax'],
  ['maxConcurrentCalls', ['kind', 'inFlightMax'], 'inFlightMax'],
  ['retires', ['timeout', 'retry', 'breaker'], 'retry'],
  ['retries', ['kind', 'retriesMax'], 'retriesMax'],
  ['retries', ['timeout', 'retry'], 'retry'],
  ['circuitBreaker', ['retry', 'breaker', 'tutorial-breaker'], 'breaker'],
])('%s of another tool means a name that is known here', (given, known, meant) => {
  expect(suggestion(given, known)).toBe(`; did you mean ${meant}?`)
})

test('a name of another tool means nothing where its option is not known', () => {
  expect(suggestion('maxConcurrentCalls', ['kind', 'url'])).toBe('')
  expect(suggestion('constructor', ['kind', 'url'])).toBe('')
})
