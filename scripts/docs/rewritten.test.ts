import { expect, test } from 'vitest'
import { OPTION_NOTES } from './option-notes.ts'
import { pages } from './pages.ts'
import { rewritten } from './rewritten.ts'

test.each(pages())('the tables of $path are up to date: npm run docs', async ({ text }) => {
  expect((await rewritten(text, ['generated'])).moved).toEqual([])
})

test('every option stands in a page', () => {
  const all = pages()
    .map(({ text }) => text)
    .join('\n')
  for (const table of Object.keys(OPTION_NOTES)) expect(all).toContain(`<!-- generated: options ${table} -->`)
  for (const table of ['metrics', 'suites']) expect(all).toContain(`<!-- generated: ${table} -->`)
})

test('an output is made again by its command', async () => {
  const page =
    '<!-- output: npm run bench -- brokers list --help -->\nold\n<!-- /output -->\nrest <!-- slow output: x -->\n<!-- /output -->'
  const { text, moved } = await rewritten(page, ['output'])
  expect(text).toMatch(
    /^<!-- output: npm run bench -- brokers list --help -->\n\n```text\nUsage: stormbench brokers list/,
  )
  expect(text).toMatch(/\n```\n\n<!-- \/output -->\nrest <!-- slow output: x -->\n<!-- \/output -->$/)
  expect(moved.map(({ block, before }) => [block, before])).toEqual([['npm run bench -- brokers list --help', 'old']])
})

test('the result of tutorial in the method is what the command prints', async () => {
  const { text } = pages().find(({ path }) => path === 'docs/method.md')!
  const block = /<!-- output: npm run bench -- run tutorial[\s\S]*?<!-- \/output -->/.exec(text)![0]
  expect((await rewritten(block, ['output'])).moved).toEqual([])
})
