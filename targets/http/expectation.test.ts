import { describe, expect, test } from 'vitest'
import { BodySearch } from './body-search.ts'
import { expectationOf, expectSchema } from './expectation.ts'

describe('a status', () => {
  test.each([
    [201, [201], [200, 202]],
    ['204', [204], [203, 205]],
    ['2xx', [200, 299], [199, 300]],
    ['200-204', [200, 204], [199, 205]],
    [
      [200, '4XX'],
      [200, 400, 499],
      [201, 399, 500],
    ],
    [undefined, [200, 302, 399], [199, 400]],
  ])('%j', (status, expected, others) => {
    const { isExpected } = expectationOf(expectSchema.parse({ status, bodyIncludes: 'x' }))
    expect([expected.map(isExpected), others.map(isExpected)]).toEqual([
      expected.map(() => true),
      others.map(() => false),
    ])
  })

  test.each([[100], [600], [200.5], ['xx'], ['204-200'], ['6xx'], ['2xx,3xx'], [''], [['2xx', 'ok']], [null]])(
    '%j is none',
    (status) => {
      const { error } = expectSchema.safeParse({ status })
      expect(error?.issues.map(({ message }) => message)).toEqual([
        expect.stringContaining('must be a status from 200 to 599, or a range such as 2xx or 200-204'),
      ])
    },
  )

  test('an expectation of nothing is a mistake', () => {
    expect(expectSchema.safeParse({}).error?.issues[0]?.message).toBe('must have status or bodyIncludes')
  })
})

describe('a text in a body', () => {
  const search = (text: string, ...pieces: readonly string[]) => {
    const body = new BodySearch(Buffer.from(text))
    for (const piece of pieces) body.add(Buffer.from(piece))
    return body.found
  }
  test.each([
    ['ok', ['ok'], true],
    ['ok', ['o', 'k'], true],
    ['abc', ['xa', 'b', 'c'], true],
    ['aab', ['aa', 'ab'], true],
    ['é', ['caf', 'é'], true],
    ['abc', ['ab', 'xc'], false],
    ['abc', ['ab'], false],
    ['ok', [], false],
  ])('%s in %j', (text, pieces, found) => {
    expect(search(text, ...pieces)).toBe(found)
  })

  test('is found where a piece ends within a character', () => {
    const bytes = Buffer.from('é')
    const body = new BodySearch(bytes)
    body.add(bytes.subarray(0, 1))
    body.add(bytes.subarray(1))
    expect(body.found).toBe(true)
  })
})
