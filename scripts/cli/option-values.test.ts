import { expect, test } from 'vitest'
import { collect, httpUrl, notEmpty, wholeNumber } from './option-values.ts'

test('a whole number is from its smallest to its largest', () => {
  const read = wholeNumber(1, 1000)
  expect([read('1'), read('1000'), read(' 7 '), read('1e2')]).toEqual([1, 1000, 7, 100])
  for (const text of ['0', '1001', '-1', '1.5', '', ' ', 'x', 'NaN', 'Infinity']) {
    expect(() => read(text)).toThrow(`It must be a whole number from 1 to 1000, got ${JSON.stringify(text)}.`)
  }
})

test('an option given again is collected', () => {
  expect(collect('b', collect('a'))).toEqual(['a', 'b'])
})

test('a text is not empty, a URL is http or https', () => {
  expect([notEmpty(' a'), httpUrl('http://a/'), httpUrl('https://a/')]).toEqual([' a', 'http://a/', 'https://a/'])
  expect(() => notEmpty(' ')).toThrow('It must not be empty, got " ".')
  for (const text of ['ftp://a', 'a', 'http:']) expect(() => httpUrl(text)).toThrow('It must be an http or https URL')
})

test('a URL is read without its fragment and shown without its secrets', () => {
  expect(httpUrl('http://me:secret@a/?b#c')).toBe('http://me:secret@a/?b')
  expect(() => httpUrl('ftp://me:secret@a/')).toThrow('got "ftp://a/"')
})
