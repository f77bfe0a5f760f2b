import { expect, test } from 'vitest'
import { plainText } from './span.ts'
import { type Column, tableSpans, toCsv, toMarkdown, toText } from './table.ts'

interface Row {
  readonly name: string
  readonly share: string
  readonly ms: string
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'arm', cell: ({ name }) => name },
  { head: 'in time', cell: ({ share }) => share },
  { head: 'p99 [ms]', cell: ({ ms }) => ms },
]
const ROWS: readonly Row[] = [
  { name: 'plain', share: '5.0 %', ms: '> 100' },
  { name: 'breaker', share: '100.0 %', ms: '7.5' },
]
const one = (cell: string): Column<string>[] => [{ head: cell, cell: (row) => row }]

test('CSV: heads, then one line per row, LF, no spaces', () => {
  expect(toCsv(COLUMNS, ROWS)).toBe('arm,in time,p99 [ms]\nplain,5.0 %,> 100\nbreaker,100.0 %,7.5\n')
})

test('CSV: without rows only the heads are left', () => {
  expect(toCsv(COLUMNS, [])).toBe('arm,in time,p99 [ms]\n')
})

test('CSV: a cell with a comma, a quote or a line break is quoted, an empty one is not', () => {
  expect(toCsv(one('x'), ['a,b', 'a"b', 'a\nb', 'c'])).toBe('x\n"a,b"\n"a""b"\n"a\nb"\nc\n')
  expect(toCsv([...one('x'), ...one('y')], [''])).toBe('x,y\n,\n')
})

test('CSV: rows may come from a generator', () => {
  function* rows() {
    yield* ROWS
  }
  expect(toCsv(COLUMNS, rows())).toBe(toCsv(COLUMNS, ROWS))
})

test('markdown: cells are not padded, numbers stand to the right', () => {
  expect(toMarkdown(COLUMNS, ROWS)).toBe(
    '| arm | in time | p99 [ms] |\n| --- | ---: | ---: |\n| plain | 5.0 % | > 100 |\n| breaker | 100.0 % | 7.5 |\n',
  )
})

test.each(['1', '1.50', '+1.5', '-0.2', '5.0 %', '+5.0 %', 'n/a', 'never', '-', '> 100'])(
  'markdown: %s stands to the right',
  (cell) => expect(toMarkdown(one('x'), [cell])).toBe(`| x |\n| ---: |\n| ${cell} |\n`),
)

test.each(['', 'plain', '1 ms', '100 %!', '>', 'p99'])('markdown: "%s" stands to the left', (cell) => {
  expect(toMarkdown(one('x'), [cell])).toBe(`| x |\n| --- |\n| ${cell} |\n`)
})

test('markdown: one word among numbers puts the column to the left', () => {
  expect(toMarkdown(one('x'), ['1', 'two'])).toBe('| x |\n| --- |\n| 1 |\n| two |\n')
})

test('markdown: a bar or a line break in a head or a cell does not break the table', () => {
  expect(toMarkdown(one('a|b'), ['c|d|e\nf'])).toBe('| a\\|b |\n| --- |\n| c\\|d\\|e f |\n')
})

test('markdown: a cell is escaped, except in a column that makes markdown itself', () => {
  const columns: Column<string>[] = [
    { head: 'x', cell: (row) => row },
    { head: 'link', cell: (row) => row, markdown: (row) => `[chart](${row}.svg)` },
  ]
  expect(toMarkdown(columns, ['<b>_a_'])).toBe('| x | link |\n| --- | --- |\n| \\<b>\\_a\\_ | [chart](<b>_a_.svg) |\n')
  expect(toText(columns, ['a'], 80)).toBe('x  link\na  a\n')
})

test('CSV: a quote stands before a text that a spreadsheet would run, not before a number', () => {
  expect(toCsv(one('+x'), ['=1+1', '-5', '-inf', '@a', '-'])).toBe("'+x\n'=1+1\n-5\n-inf\n'@a\n-\n")
})

test('text: a cell is one line of at most 200 characters, without control characters', () => {
  expect(toText(one('x'), ['  a\r\nINVALID: \u001b[2J'], 80)).toBe('x\n  a INVALID: \\u001b[2J\n')
  expect(toText(one('x'), ['y'.repeat(300)], 80).split('\n')[1]).toHaveLength(200)
})

test('text: columns are padded, words stand to the left, numbers to the right, nothing trails', () => {
  expect(toText(COLUMNS, ROWS, 80)).toBe(
    ['arm      in time  p99 [ms]', 'plain      5.0 %     > 100', 'breaker  100.0 %       7.5', ''].join('\n'),
  )
  expect(toText([COLUMNS[1]!, COLUMNS[0]!], ROWS, 80)).toBe(
    ['in time  arm', '  5.0 %  plain', '100.0 %  breaker', ''].join('\n'),
  )
})

test('text: in a width of 26 all three columns fit, in 25 the last is left out and named', () => {
  expect(toText(COLUMNS, ROWS, 26).split('\n')[0]).toBe('arm      in time  p99 [ms]')
  expect(toText(COLUMNS, ROWS, 25)).toBe(
    ['arm      in time', 'plain      5.0 %', 'breaker  100.0 %', '(too narrow for: p99', '[ms])', ''].join('\n'),
  )
})

test('text: the first two columns are shown in any width', () => {
  const wide = [...COLUMNS, { head: 'status', cell: () => 'valid' }]
  expect(toText(wide, ROWS, 15)).toBe(
    ['arm      in time', 'plain      5.0 %', 'breaker  100.0 %', '(too narrow', 'for: p99 [ms],', 'status)', ''].join(
      '\n',
    ),
  )
})

test('text: once a column does not fit, none behind it is shown', () => {
  const columns = [
    ...COLUMNS.slice(0, 2),
    { head: 'a very wide column', cell: () => '1' },
    { head: 'n', cell: () => '1' },
  ]
  expect(toText(columns, ROWS, 30)).toBe(
    ['arm      in time', 'plain      5.0 %', 'breaker  100.0 %', '(too narrow for: a very wide', 'column, n)', ''].join(
      '\n',
    ),
  )
})

test('text: without rows only the heads are left', () => {
  expect(toText(COLUMNS, [], 80)).toBe('arm  in time  p99 [ms]\n')
})

const last = {
  head: 'spark',
  widthMin: () => 6,
  widthMax: 8,
  cell: (_: unknown, width: number) => '#'.repeat(width),
  foot: (width: number) => '^'.padEnd(width - 1).concat('|'),
}
const withLast = (columns: readonly Column<(typeof ROWS)[number]>[], width: number, shownMin = 2) =>
  plainText(tableSpans(columns, ROWS, width, { shownMin, last })).split('\n')

test('text: the last column takes the remaining room, from its least to its largest width', () => {
  // The three columns with their gaps take 28.
  expect(withLast(COLUMNS, 40).slice(0, 2)).toEqual([
    'arm      in time  p99 [ms]  spark',
    'plain      5.0 %     > 100  ########',
  ])
  expect(withLast(COLUMNS, 34)[1]).toBe('plain      5.0 %     > 100  ######')
  expect(withLast(COLUMNS, 33)).toEqual([
    ...[
      'arm      in time  spark',
      'plain      5.0 %  ########',
      'breaker  100.0 %  ########',
      '                  ^      |',
    ],
    ...['(too narrow for: p99 [ms])', ''],
  ])
})

test('text: where the required columns leave no room, the last one is named instead', () => {
  // Two columns and their gaps take 18.
  expect(withLast(COLUMNS.slice(0, 2), 24)[1]).toBe('plain      5.0 %  ######')
  expect(withLast(COLUMNS.slice(0, 2), 23)).toEqual([
    ...['arm      in time', 'plain      5.0 %', 'breaker  100.0 %', '(too narrow for: spark)', ''],
  ])
})

test('text: short forms stand in where not all columns fit', () => {
  const columns: Column<(typeof ROWS)[number]>[] = [
    ...COLUMNS.slice(0, 2),
    { head: 'attempts', cell: () => '1.00', short: { head: 'att.' } },
    { head: 'p99 [ms]', cell: () => '1200.0', short: { head: 'p99', cell: () => '1.2 s' } },
  ]
  expect(toText(columns, ROWS, 36).split('\n')[1]).toBe('plain      5.0 %      1.00    1200.0')
  expect(toText(columns, ROWS, 35).split('\n').slice(0, 2)).toEqual([
    ...['arm      in time  att.    p99', 'plain      5.0 %  1.00  1.2 s'],
  ])
  expect(toText(columns, ROWS, 28).split('\n').slice(2)).toEqual([
    'breaker  100.0 %  1.00',
    '(too narrow for: p99 [ms])',
    '',
  ])
})

test('text: names are cut before a required column is left out, down to twelve characters', () => {
  const names: Column<string>[] = [
    { head: 'arm', cell: (row) => row, cuts: true },
    { head: 'verdict', cell: () => 'stays down' },
  ]
  const row = (width: number) => toText(names, ['a-rather-long-name'], width).split('\n')[1]
  expect(row(30)).toBe('a-rather-long-name  stays down')
  expect(row(29)).toBe('a-rather-long-...  stays down')
  expect(row(24)).toBe('a-rather-...  stays down')
  expect(row(10)).toBe('a-rather-...  stays down')
})

test('a cell has the tone of its column, a head is faint, and the space between is neither', () => {
  const columns: Column<string>[] = [
    { head: '', cell: () => '~', tone: () => 'late', tight: true },
    { head: 'arm', cell: (row) => row, tone: (row) => (row === 'a' ? 'bad' : undefined) },
  ]
  expect(tableSpans(columns, ['a', 'b'], 80)).toEqual([
    ...[{ text: ' ', tone: 'faint' }, { text: ' ' }, { text: 'arm', tone: 'faint' }, { text: '\n' }],
    ...[{ text: '~', tone: 'late' }, { text: ' ' }, { text: 'a', tone: 'bad' }, { text: '\n' }],
    ...[{ text: '~', tone: 'late' }, { text: ' ' }, { text: 'b' }, { text: '\n' }],
  ])
})
