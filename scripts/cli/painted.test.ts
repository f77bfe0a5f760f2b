import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Span } from '../../reports/span.ts'
import { printableConsole } from './console.ts'
import { painted } from './painted.ts'

const NAMES = ['NO_COLOR', 'NODE_DISABLE_COLORS', 'FORCE_COLOR', 'TERM', 'COLORTERM', 'CI'] as const
beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

/** Streams as the program sees them; a depth of 4 bits is 16 colours. */
const pipe = new Writable()
const terminal = (bits: number) => Object.assign(new Writable(), { isTTY: true, getColorDepth: () => bits })
const SPANS: readonly Span[] = [{ text: '✗ ', tone: 'bad' }, { text: 'plain' }]
const RED = '\u001b[31m✗ \u001b[39mplain'

test('a terminal with colours gets them, one without and a pipe do not', () => {
  expect(painted(SPANS, terminal(4))).toBe(RED)
  expect(painted(SPANS, terminal(1))).toBe('✗ plain')
  expect(painted(SPANS, pipe)).toBe('✗ plain')
})

test('FORCE_COLOR gives colours to a pipe, and FORCE_COLOR=0 takes them from a terminal', () => {
  vi.stubEnv('FORCE_COLOR', '1')
  expect(painted(SPANS, pipe)).toBe(RED)
  vi.stubEnv('FORCE_COLOR', '0')
  expect(painted(SPANS, terminal(4))).toBe('✗ plain')
})

test('text of a suite or a service never becomes a colour', () => {
  const written: string[] = []
  const base = { out: () => {}, err: () => {}, outWidth: 80, errWidth: 80 }
  const outSpans = (spans: readonly Span[]) => void written.push(painted(spans, terminal(4)))
  printableConsole({ ...base, outSpans }).outSpans?.([{ text: '\u001b[32mfine', tone: 'bad' }])
  expect(written).toEqual(['\u001b[31m\\u001b[32mfine\u001b[39m'])
})
