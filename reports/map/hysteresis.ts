import type { LoopPoint } from '../../bench/study/hysteresis.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import type { HysteresisData } from './hysteresis-chart.ts'
import { hysteresisSvg } from './hysteresis-chart.ts'

const COLUMNS: readonly Column<LoopPoint>[] = [
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'direction', cell: ({ direction }) => direction },
  { head: 'offered_per_second', cell: ({ rate }) => csvValue(rate, 'per_second') },
  { head: 'goodput_per_second', cell: ({ goodput }) => csvValue(goodput, 'per_second') },
]

/** `hysteresis.csv`: one row per point, as measured. */
export function hysteresisCsv({ points }: HysteresisData): string {
  return toCsv(COLUMNS, points)
}

/** All files of a sweep up and down by name. The same data gives the same bytes. */
export async function hysteresisFiles(data: HysteresisData): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['hysteresis.csv', hysteresisCsv(data)],
    ['hysteresis.svg', await hysteresisSvg(data)],
  ])
}
