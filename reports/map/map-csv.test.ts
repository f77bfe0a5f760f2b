import { expect, test } from 'vitest'
import { Grid } from './grid.ts'
import { frontierCsv, mapCsv } from './map-csv.ts'
import { cell, mapData } from './testing.ts'

test('map.csv: one row per measured cell, without p_collapse where too many seeds are undecided', () => {
  const silent = { ...cell('naive', 0.9, 1, 0, 10), deficitMedian: 0.5, amplificationMedian: Number.NaN }
  const data = mapData({
    variant: 'slow, long',
    cells: [cell('budget', 0.5, 10, 10), silent, cell('naive', 0.5, 1, 4, 2), cell('naive', 0.5, 10, 6, 2)],
  })
  expect(mapCsv(data, new Grid(data))).toBe(
    `suite,variant,arm,x_name,x,y_name,y,seeds,absorbed,recovered,slow,oscillating,metastable,undecided,p_collapse,p_lo,p_hi,back_after_ms_median,goodput_deficit_median,retry_amplification_median
storm,"slow, long",naive,rho,0.5,trigger,1,10,0,4,0,0,4,2,,0.168180,0.831820,2500.000,120,1.500000
storm,"slow, long",naive,rho,0.9,trigger,1,10,0,0,0,0,0,10,,0.000000,1.000000,2500.000,0.5,
storm,"slow, long",naive,rho,0.5,trigger,10,10,0,2,0,0,6,2,0.750000,0.312674,0.943318,,120,1.500000
storm,"slow, long",budget,rho,0.5,trigger,10,10,0,0,0,0,10,0,1.000000,0.722467,1.000000,,120,1.500000
`,
  )
})

test('map.csv: a figure that was NaN before map.json is empty after it', () => {
  const data = mapData({ cells: [{ ...cell('naive', 0.5, 1, 0), amplificationMedian: Number.NaN }] })
  const reread = JSON.parse(JSON.stringify(data))
  expect(mapCsv(reread, new Grid(reread))).toBe(mapCsv(data, new Grid(data)))
})

test('frontier.csv: every arm and x, empty where none collapses', () => {
  const data = mapData()
  expect(frontierCsv(data, new Grid(data))).toBe(
    `suite,variant,arm,x_name,x,y_name,y
storm,default,naive,rho,0.5,trigger,10
storm,default,naive,rho,0.9,trigger,10
storm,default,budget,rho,0.5,trigger,
storm,default,budget,rho,0.9,trigger,
`,
  )
})
