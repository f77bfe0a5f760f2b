import { expect, test } from 'vitest'
import { inOwnGroup, passInterrupt } from './child-group.ts'

test('a child has its own process group, except on Windows, where it would open a window', () => {
  expect(inOwnGroup('linux').detached).toBe(true)
  expect(inOwnGroup('win32')).toEqual({ detached: false, windowsHide: true })
})

test('Ctrl-C is passed on to a child once: on Windows its console has done so', () => {
  const signals: unknown[] = []
  const child = { kill: (signal?: unknown) => signals.push(signal) > 0 }
  passInterrupt(child, 'win32')
  expect(signals).toEqual([])
  passInterrupt(child, 'linux')
  expect(signals).toEqual(['SIGINT'])
})
