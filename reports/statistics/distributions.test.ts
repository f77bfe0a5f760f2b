import { expect, test } from 'vitest'
import { normalTail } from '../../bench/metrics/normal.ts'
import { studentP } from './student-t.ts'

test('tails of the normal distribution', () => {
  // Abramowitz and Stegun, table 26.1.
  for (const [z, tail] of [
    [0, 0.5],
    [1, 0.1586552539],
    [1.959963985, 0.025],
    [3, 1.349898032e-3],
    [5, 2.866515719e-7],
  ] as const) {
    expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(2e-7)
    expect(normalTail(-z)).toBeCloseTo(1 - tail, 7)
  }
})

test('quantiles of t that tables print', () => {
  for (const [t, degrees, p] of [
    [12.706, 1, 0.05],
    [4.303, 2, 0.05],
    [2.228, 10, 0.05],
    [2.763, 28, 0.01],
    [3.659, 29, 0.001],
  ] as const) {
    expect(Math.abs(studentP(t, degrees) / p - 1)).toBeLessThan(2e-3)
    expect(studentP(-t, degrees)).toBe(studentP(t, degrees))
  }
  expect([studentP(0, 7), studentP(1, 1)]).toEqual([1, 0.5])
})

test('p of t is the integral of its density, for odd and even degrees', () => {
  for (let degrees = 1; degrees <= 12; degrees++) {
    const density = (x: number) => (1 + (x * x) / degrees) ** (-(degrees + 1) / 2)
    // Over x = tan(angle) the tails come to an end.
    const integral = (from: number) => {
      const steps = 20_000
      const [a, b] = [Math.atan(from), Math.PI / 2]
      const width = (b - a) / steps
      let sum = 0
      for (let i = 0; i < steps; i++) {
        const angle = a + (i + 0.5) * width
        sum += (density(Math.tan(angle)) / Math.cos(angle) ** 2) * width
      }
      return sum
    }
    expect(studentP(1.7, degrees)).toBeCloseTo(integral(1.7) / integral(0), 6)
  }
})

test.each([0, 1.5, -1])('degrees of freedom must be a whole number above 0, not %d', (degrees) => {
  expect(() => studentP(1, degrees)).toThrow(RangeError)
})

test('with one degree of freedom t is a Cauchy variable, with two its p has a closed form', () => {
  for (const t of [0.1, 1, 2.5, 12.7, 300]) {
    expect(studentP(t, 1) / (1 - (2 / Math.PI) * Math.atan(t))).toBeCloseTo(1, 10)
    expect(studentP(t, 2) / (1 - t / Math.sqrt(2 + t * t))).toBeCloseTo(1, 8)
  }
  expect(studentP(2.228138852, 10)).toBeCloseTo(0.05, 9)
})

test('with many degrees of freedom t is normal', () => {
  for (const t of [0.5, 1.96, 4]) expect(Math.abs(studentP(t, 100_000) / (2 * normalTail(t)) - 1)).toBeLessThan(1e-3)
  expect([studentP(Number.POSITIVE_INFINITY, 4), studentP(1e6, 40)]).toEqual([0, 0])
})
