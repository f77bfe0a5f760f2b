import { expect, test } from 'vitest'
import {
  csvCell,
  markdownBlock,
  markdownCode,
  markdownLine,
  markdownParagraphs,
  markdownText,
  textOfCell,
  xmlText,
} from './safe-text.ts'

test.each([
  ['plain: 3 < 4, a-b, retry_after, [72, 100], 5.0 %', 'plain: 3 < 4, a-b, retry_after, [72, 100], 5.0 %'],
  ['`code|` and `code`', '\\`code\\|\\` and `code`'],
  ['one ` tick', 'one \\` tick'],
  ['``two``', '\\`\\`two\\`\\`'],
  ['*a* **b** _c_ __d__ ~~e~~ $f$', '\\*a\\* \\*\\*b\\*\\* \\_c\\_ \\_\\_d\\_\\_ \\~\\~e\\~\\~ \\$f\\$'],
  ['a|b', 'a\\|b'],
  ['back\\|slash \\ \\', 'back\\\\\\|slash \\ \\\\'],
  ['[text](http://evil)', '[text]\\(http\\://evil)'],
  ['![img](x) [a][b] [c]: d', '![img]\\(x) [a]\\[b] [c]\\: d'],
  ['<script>x</script> <!-- --> <?x <a@b.c>', '\\<script>x\\</script> \\<!-- --> \\<?x \\<a\\@b.c>'],
  ['&lt; &#64; a & b', '\\&lt; \\&#64; a & b'],
  ['http://x.y www.x.y a@b.c', 'http\\://x.y www\\.x.y a\\@b.c'],
  ['@all (@team/x) 30s@50', '@&#8203;all (@&#8203;team/x) 30s@50'],
  ['two\n\n# lines', 'two # lines'],
  ['\u001b[31m', '\\u001b[31m'],
])('markdown: %j is written %j', (text, written) => {
  expect(markdownText(text)).toBe(written)
})

test.each([
  ['# title', '\\# title'],
  ['#1', '#1'],
  ['> quote', '\\> quote'],
  ['- item', '\\- item'],
  ['+ item', '\\+ item'],
  ['-5 ms', '-5 ms'],
  ['1. item', '1\\. item'],
  ['12) item', '12\\) item'],
  ['1.5 ms', '1.5 ms'],
  ['---', '\\---'],
  ['===', '\\==='],
  ['[a]: http', '\\[a]\\: http'],
])('markdown: a line that begins %j is written %j', (text, written) => {
  expect(markdownLine(text)).toBe(written)
})

test('markdown: paragraphs stay apart, and each is one line', () => {
  expect(markdownParagraphs('a\nb\n\n# c\n \n\n- d')).toBe('a b\n\n\\# c\n\n\\- d')
})

test('markdown: code holds no tick and no line break, a block no fence as long as its own', () => {
  expect(markdownCode('a`b\nc')).toBe("`a'b c`")
  expect(markdownBlock('a\n````\nb\u001b\n')).toBe('`````\na\n````\nb\\u001b\n`````')
})

test('a text is cut', () => {
  expect(markdownText('x'.repeat(10_000))).toHaveLength(5000)
})

test('XML: control characters are shown, and characters that it cannot write are replaced', () => {
  expect(xmlText('a\u0000\u009b\u202e\ud800\ufffe\u{1f600}\n<')).toBe('a\\u0000\\u009b\\u202e\\ud800\ufffd\u{1f600}\n<')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-cmd', "'-cmd"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['\uff1dx', "'\uff1dx"],
  ["'=x", "''=x"],
  ["'x", "'x"],
  ['-5', '-5'],
  ['+1.5e-7', '+1.5e-7'],
  ['-inf', '-inf'],
  ['-', '-'],
  ['', ''],
  ['a=b', 'a=b'],
])('CSV: the text %j is the cell %j, and back', (text, cell) => {
  expect([csvCell(text), textOfCell(cell)]).toEqual([cell, text])
})
