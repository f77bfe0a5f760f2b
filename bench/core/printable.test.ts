import { expect, test } from 'vitest'
import { oneLine, printable } from './printable.ts'

test.each([
  ['plain text: 3 < 4, |x|', 'plain text: 3 < 4, |x|'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
  ['C1: \u009b2J, delete: \u007f', 'C1: \\u009b2J, delete: \\u007f'],
  ['back\rover', 'back\\u000dover'],
  ['from \u202eright\u2069', 'from \\u202eright\\u2069'],
  ['lines\u2028apart', 'lines\\u2028apart'],
  ['half \ud83d an emoji', 'half \\ud83d an emoji'],
  ['whole 👩\u200d🚀 emoji, Größe, 日本', 'whole 👩\u200d🚀 emoji, Größe, 日本'],
  ['hidden \u{e0041}', 'hidden \\udb40\\udc41'],
])('printable: %j becomes %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('printable: a JSON document stays the same document', () => {
  const data = { name: 'a\u009b\u202eb\ud800', list: [1, '\u{e0041}\n'] }
  const shown = printable(JSON.stringify(data, undefined, 1))
  expect(JSON.parse(shown)).toEqual(data)
  expect(shown).not.toMatch(/[\u0080-\u009f\u202e]/)
})

test.each([
  ['  a \r\n\n b\tc  ', 20, 'a b c'],
  ['INVALID:\u2028forged', 20, 'INVALID: forged'],
  ['0123456789', 10, '0123456789'],
  ['0123456789x', 10, '0123456...'],
  ['01234\u001b6789', 12, '01234\\u00...'],
])('one line: %j in %i characters is %j', (text, lengthMax, line) => {
  expect(oneLine(text, lengthMax)).toBe(line)
})

test('one line: megabytes are cut as well', () => {
  expect(oneLine('x'.repeat(5_000_000))).toHaveLength(200)
})
