import { expect, test } from 'vitest'
import { FALSE_ALARMS_MAX, falseAlarmsOf, isFalseAlarm } from './false-alarms.ts'

const TRIAL = { runs: 8, series: 24, seed: 1 }

test('comparing a thing with itself keeps the promise; the same seed gives the same alarms', () => {
  const small = { runs: 6, series: 4, seed: 1 }
  const alarms = () => Array.from({ length: 300 }, (_, i) => isFalseAlarm(i, small)).filter(Boolean).length
  const first = alarms()
  expect(alarms()).toBe(first)
  expect(falseAlarmsOf(first, 300, small).holds).toBe(true)
})

test('with too few runs to detect anything there is no alarm at all', () => {
  expect(Array.from({ length: 25 }, (_, i) => isFalseAlarm(i, { ...TRIAL, runs: 5 })).some(Boolean)).toBe(false)
})

test('the promise holds until the interval lies above it', () => {
  expect(falseAlarmsOf(0, 1000, TRIAL)).toMatchObject({ share: 0, low: 0, max: FALSE_ALARMS_MAX, holds: true })
  expect(falseAlarmsOf(63, 1000, TRIAL)).toMatchObject({ share: 0.063, holds: true })
  expect(falseAlarmsOf(64, 1000, TRIAL)).toMatchObject({ share: 0.064, holds: false })
})
