import { injectedFailureRatio } from '../../targets/injected.ts'
import { sparedBy } from '../../targets/model/shards.ts'
import type { Cell } from '../cell.ts'
import { type Phase, phaseAt } from '../core/phase.ts'
import { breathe } from '../core/real-clock.ts'
import { phasesOf, planOf } from '../load/load.ts'

/** Plan of one share of a cell. */
export interface Planned {
  readonly requests: number
  readonly byPhase: ReadonlyMap<Phase, { requests: number; expectedFailures: number }>
  /** Requests by window of the timeline, from the first on. */
  readonly offered: readonly number[]
  /** Requests to a part of the target that no fault affects. Null without such a part. */
  readonly spared: number | null
  /** Phase of the load at a time, the same for every share. */
  readonly phaseAt: (atMs: number) => Phase
}

/** Arrivals to count before other tasks get a turn. */
const AT_ONCE = 100_000

/** Counts the requests that each share must start, from the plan alone. */
export async function plannedOf(cell: Cell, seed: number, windowMs: number, count: number): Promise<Planned[]> {
  const spans = phasesOf(cell.load, cell.faults)
  const isSpared = sparedBy(cell.target, cell.faults, seed)
  const shares = Array.from({ length: count }, () => ({
    requests: 0,
    byPhase: new Map(spans.map(({ phase }) => [phase, { requests: 0, expectedFailures: 0 }])),
    offered: [] as number[],
    spared: isSpared === undefined ? null : 0,
    phaseAt: (atMs: number) => phaseAt(spans, atMs),
  }))
  let place = 0
  for (const dueMs of planOf(cell.load, seed)) {
    const share = shares[place % count]!
    share.requests += 1
    const counts = share.byPhase.get(phaseAt(spans, dueMs))!
    counts.requests += 1
    counts.expectedFailures += injectedFailureRatio(cell.target, cell.faults, dueMs)
    const window = Math.floor(dueMs / windowMs)
    while (share.offered.length <= window) share.offered.push(0)
    share.offered[window]! += 1
    if (share.spared !== null && isSpared?.(place) === true) share.spared += 1
    place += 1
    if (place % AT_ONCE === 0) await breathe()
  }
  return shares
}
