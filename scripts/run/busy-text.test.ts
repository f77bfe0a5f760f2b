import { expect, test } from 'vitest'
import { busyText } from './busy-text.ts'

test('a busy machine is reported before the first run, with the virtual alternative', () => {
  expect(busyText(1.3, 2, 2100)).toBe(
    'busy: other programs use 1.3 of 2 cores; runs may be late; --clock virtual answers in 4 s',
  )
  expect(busyText(1.3, 2, 0)).toBe('busy: other programs use 1.3 of 2 cores; runs may be late')
})

test('with one and a half cores left there is no warning, with less there is', () => {
  expect(busyText(0.5, 2, 0)).toBe(undefined)
  expect(busyText(0.51, 2, 0)).not.toBe(undefined)
  expect(busyText(6, 8, 0)).toBe(undefined)
  expect(busyText(6.6, 8, 0)).not.toBe(undefined)
})

test('on one core use by others is a reason to warn; an unknown use is not', () => {
  expect(busyText(0.24, 1, 0)).toBe(undefined)
  expect(busyText(0.25, 1, 0)).not.toBe(undefined)
  expect(busyText(null, 2, 0)).toBe(undefined)
})
