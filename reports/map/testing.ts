import type { VerdictKind } from '../../bench/metrics/verdict.ts'
import { MAP_SCHEMA, type MapCell, type MapData } from './map-data.ts'

/** A cell of ten seeds with these numbers of metastable and undecided ones; the others recovered. */
export function cell(arm: string, x: number, y: number, metastable: number, undecided = 0): MapCell {
  const verdicts: Record<VerdictKind, number> = {
    absorbed: 0,
    recovered: 10 - metastable - undecided,
    slow: 0,
    oscillating: 0,
    metastable,
    undecided,
  }
  return {
    arm,
    x,
    y,
    verdicts,
    backAfterMsMedian: metastable > 5 ? null : 2500,
    deficitMedian: 120,
    amplificationMedian: 1.5,
  }
}

/** A map of two loads and two triggers; `naive` collapses at the larger trigger, `budget` nowhere. */
export function mapData(fields: Partial<MapData> = {}): MapData {
  return {
    schema: MAP_SCHEMA,
    status: 'complete',
    environment: { host: 'here' },
    suite: 'storm',
    variant: 'default',
    question: 'From where on does it collapse?',
    arms: ['naive', 'budget'],
    x: { name: 'rho', unit: '', values: [0.5, 0.9] },
    y: { name: 'trigger', unit: 's', values: [1, 10] },
    seeds: { first: 1, count: 10 },
    fingerprint: { code: 'c0de', config: {} },
    cells: [
      ...[cell('naive', 0.5, 1, 0), cell('naive', 0.9, 1, 4), cell('naive', 0.5, 10, 5), cell('naive', 0.9, 10, 10)],
      ...[cell('budget', 0.5, 1, 0), cell('budget', 0.9, 1, 0), cell('budget', 0.5, 10, 0), cell('budget', 0.9, 10, 1)],
    ],
    ...fields,
  }
}
