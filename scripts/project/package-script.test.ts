import { expect, test } from 'vitest'
import { withScript } from './package-script.ts'

const added = (text: string) => withScript(text, 'bench', 'stormbench run')

test.each([
  ['{}\n', '{\n  "scripts": {\n    "bench": "stormbench run"\n  }\n}\n'],
  [
    '{\n  "name": "api",\n  "files": ["a", "b"]\n}',
    '{\n  "name": "api",\n  "files": ["a", "b"],\n  "scripts": {\n    "bench": "stormbench run"\n  }\n}',
  ],
  [
    '{\n\t"scripts": {\n\t\t"test": "vitest"\n\t},\n\t"type": "module"\n}\n',
    '{\n\t"scripts": {\n\t\t"test": "vitest",\n\t\t"bench": "stormbench run"\n\t},\n\t"type": "module"\n}\n',
  ],
  [
    '{\r\n    "scripts": {},\r\n    "type": "module"\r\n}\r\n',
    '{\r\n    "scripts": {\r\n        "bench": "stormbench run"\r\n    },\r\n    "type": "module"\r\n}\r\n',
  ],
])('a script is added in the form of the file: %j', (text, expected) => {
  expect(added(text)).toBe(expected)
})

test('a byte order mark stays', () => {
  expect(added('\uFEFF{"name": "api"}')).toMatch(/^\uFEFF\{"name": "api",\n/)
})

test.each(['', '[]', '{"name":', '{"scripts": "none"}', 'name: api'])('%j is left to its author', (text) => {
  expect(added(text)).toBeUndefined()
})
