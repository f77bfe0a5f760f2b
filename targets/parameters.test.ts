import { describe, expect, test } from 'vitest'
import { draw, STREAM } from '../bench/core/draw.ts'
import { type ParametersInput, parameterNames, parametersOf, parametersSchema } from './parameters.ts'

const parsed = (input: ParametersInput) => parametersSchema.parse(input)
const USERS = [{ user: 'ann' }, { user: 'bob' }, { user: 'cem' }]
const COLUMNS = { columns: { user: ['ann', 'bob', 'cem'], age: ['30', '40', '50'] } }

/** The path and message of each mistake. */
function mistakes(input: unknown): string[] {
  const { error } = parametersSchema.safeParse(input)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('rows', () => {
  test('are used by the place of the request in the plan, and again when all are used', () => {
    const of = parametersOf(parsed(USERS), 7)
    expect([0, 1, 2, 3, 7].map((id) => of(id).user)).toEqual(['ann', 'bob', 'cem', 'ann', 'bob'])
  })

  test('are the same for a request whatever was asked before, and other ones with another seed when drawn', () => {
    const spec = parsed({ rows: USERS, order: 'random' })
    const ids = Array.from({ length: 200 }, (_, id) => id)
    const drawn = (seed: number) => ids.map((id) => parametersOf(spec, seed)(id).user)
    expect(drawn(7)).toEqual(ids.map((id) => USERS[Math.floor(draw(7, STREAM.parameters, id, 0) * 3)]!.user))
    expect(drawn(7)).not.toEqual(drawn(8))
    expect(new Set(drawn(7)).size).toBe(3)
  })

  test('of a file are kept by column', () => {
    const spec = parametersSchema.parse({ file: 'users.csv', ...COLUMNS })
    expect(parametersOf(spec, 7)(4)).toEqual({ user: 'bob', age: '40' })
    expect(parameterNames(spec)).toEqual(['user', 'age'])
  })

  test('of a file that has not been read have no known names', () => {
    expect(parameterNames(parsed({ file: 'users.csv' }))).toBeUndefined()
  })

  test.each([
    [{}, ': must have exactly one of file and rows'],
    [{ file: 'a.csv', rows: USERS }, ': must have exactly one of file and rows'],
    ['users.csv', ': must be an object with a file or rows, or a function'],
    [[{ user: 'ann' }, { name: 'bob' }], 'rows.1: must have the names of the first row (user), got name'],
    [[{ user: 'ann' }, { user: 'bob', age: 3 }], 'rows.1: must have the names of the first row (user), got user, age'],
    [[{ user: null }], 'rows.0.user: must be a text, a number, true or false'],
    [[{ user: Number.POSITIVE_INFINITY }], 'rows.0.user: must be a finite number'],
    [[{ user: 'x'.repeat(8193) }], 'rows.0.user: must have at most 8192 characters'],
    [{ columns: { user: ['ann'], age: [] } }, 'columns: must have columns of 1 values'],
    [
      { columns: { user: ['ann', {}] } },
      'columns: must have other values: user[1] must be a text, a number, true or false',
    ],
    [{ columns: { user: [] } }, 'columns: must have 1 to 1000000 rows, got 0'],
    [{ columns: {} }, 'columns: must have 1 to 100 columns, got 0'],
  ])('%j are refused', (input, message) => {
    expect(mistakes(input)).toEqual([message])
  })

  test('with a name that no placeholder can have are refused', () => {
    expect(parametersSchema.safeParse([{ 'user name': 'ann' }]).success).toBe(false)
  })
})

describe('a function', () => {
  test('gets request and seed', () => {
    const of = parametersOf(
      parsed(({ id, seed }) => ({ order: `${seed}-${id}`, paid: id % 2 === 0 })),
      7,
    )
    expect([of(0), of(5)]).toEqual([
      { order: '7-0', paid: true },
      { order: '7-5', paid: false },
    ])
  })

  test('names its parameters by what it returns for a first request', () => {
    expect(parameterNames(parsed(({ id }) => ({ user: id })))).toEqual(['user'])
  })

  test.each([
    [() => undefined, 'must return an object with a value for each name'],
    [() => Promise.resolve({}), 'must return the parameters, not a promise of them'],
    [() => ({ user: [] }), 'must return other values: user must be a text, a number, true or false'],
    [
      () => {
        throw new Error('no such user')
      },
      'must not throw: no such user',
    ],
  ])('that is none is refused before any run: %#', (create, message) => {
    expect(mistakes(create)).toEqual([`: ${message}`])
  })

  test('that returns something else for a later request throws', () => {
    const of = parametersOf(
      parsed(({ id }) => (id < 3 ? { user: id } : (undefined as never))),
      7,
    )
    expect(of(2)).toEqual({ user: 2 })
    expect(() => of(3)).toThrow('the function of parameters must return an object with a value for each name')
  })
})

describe('a call that changes its parameters', () => {
  test.each([
    ['rows', [{ n: 1 }]],
    ['a file', { file: 'n.csv', columns: { n: [1] } }],
    ['a function', () => ({ n: 1 })],
  ] as const)('of %s changes none of another call', (_, input) => {
    const spec = parametersSchema.parse(input)
    const changed = parametersOf(spec, 7)(0) as { n: number }
    expect(() => {
      changed.n += 1
    }).toThrow(TypeError)
    expect([parametersOf(spec, 7)(0), parametersOf(spec, 8)(1)]).toEqual([{ n: 1 }, { n: 1 }])
  })

  test('leaves the object of a function to the function', () => {
    const own = { n: 0 }
    const of = parametersOf(
      parsed(({ id }) => {
        own.n = id
        return own
      }),
      7,
    )
    expect([of(1), of(2)]).toEqual([{ n: 1 }, { n: 2 }])
  })
})
