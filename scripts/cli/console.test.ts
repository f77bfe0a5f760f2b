import { expect, test } from 'vitest'
import { CLEAR_LINE, printableConsole, widthOf } from './console.ts'
import { ProgressLine } from './progress.ts'

function recorded(errWidth: number | undefined) {
  const texts: string[] = []
  const add = (text: string) => void texts.push(text)
  return { texts, console: printableConsole({ out: add, err: add, outWidth: undefined, errWidth }) }
}

test('no control character reaches a terminal, wherever it comes from', () => {
  const { texts, console } = recorded(undefined)
  console.out('name \u001b]0;title\u0007\nnext\n')
  console.err(`${'\u009b'}31m over\r\n`)
  expect(texts).toEqual(['name \\u001b]0;title\\u0007\nnext\n', '\\u009b31m over\\u000d\n'])
})

test('a live line writes over itself, and what it shows cannot', () => {
  const { texts, console } = recorded(30)
  const progress = new ProgressLine(console, false)
  progress.line(`1/2 ${CLEAR_LINE}small\nrpc`)
  progress.clear()
  expect(texts).toEqual([`${CLEAR_LINE}1/2 \\u001b[2Ksmall rpc`, CLEAR_LINE])
})

test.each([
  [true, 80, 80],
  [true, 1, 1],
  [true, 0, undefined],
  [true, Number.NaN, undefined],
  [true, undefined, undefined],
  [false, 80, undefined],
])('terminal %s with %s columns has width %s', (isTTY, columns, width) => {
  expect(widthOf({ isTTY, columns: columns as number })).toBe(width)
})
