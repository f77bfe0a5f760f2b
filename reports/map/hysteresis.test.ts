import { expect, test } from 'vitest'
import { hysteresisCsv, hysteresisFiles } from './hysteresis.ts'
import type { HysteresisData } from './hysteresis-chart.ts'

const DATA: HysteresisData = {
  suite: 'storm',
  arms: ['naive'],
  points: [
    { arm: 'naive', direction: 'up', rate: 100, goodput: 100 },
    { arm: 'naive', direction: 'up', rate: 200, goodput: 40.5 },
    { arm: 'naive', direction: 'down', rate: 100, goodput: 0 },
  ],
}

test('hysteresis.csv: the points as measured', () => {
  expect(hysteresisCsv(DATA)).toBe(`arm,direction,offered_per_second,goodput_per_second
naive,up,100.000,100.000
naive,up,200.000,40.500
naive,down,100.000,0.000
`)
})

test('a solid line up, a dashed one down; the same data gives the same bytes', async () => {
  const files = await hysteresisFiles(DATA)
  const svg = files.get('hysteresis.svg')!
  expect([...files.keys()]).toEqual(['hysteresis.csv', 'hysteresis.svg'])
  expect(svg).toMatch(/stroke="#0072b2" stroke-width="2" stroke-dasharray="1,0"/)
  expect(svg).toMatch(/stroke="#d55e00" stroke-width="2" stroke-dasharray="6,4"/)
  expect([...(await hysteresisFiles(DATA))]).toEqual([...files])
})

test('a sweep broken off before the first arm still renders', async () => {
  const svg = (await hysteresisFiles({ ...DATA, arms: [], points: [] })).get('hysteresis.svg')!
  expect([svg.startsWith('<svg'), svg.includes('NaN')]).toEqual([true, false])
})
