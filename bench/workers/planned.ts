import { injectedFailureRatio } from '../../targets/injected.ts'
import { sparedBy } from '../../targets/spared.ts'
import { type Phase, phaseAt } from '../core/phase.ts'
import { phasesOf, planOf } from '../load/load.ts'
import { dueTimesOf, type Shard } from '../load/shard.ts'
import type { Cell } from '../suite.ts'

/** What the plan of a cell asks of one shard. */
export interface Planned {
  readonly requests: number
  readonly byPhase: ReadonlyMap<Phase, { requests: number; expectedFailures: number }>
  /** Requests by window of the timeline, from the first on. */
  readonly offered: readonly number[]
  /** Requests to a part of the target that no fault touches; null without such a part. */
  readonly spared: number | null
}

/** Counts what a shard is to start, from the plan alone. */
export function plannedOf(cell: Cell, seed: number, windowMs: number, shard: Shard): Planned {
  const spans = phasesOf(cell.load, cell.faults)
  const isSpared = sparedBy(cell.target, cell.faults, seed)
  const byPhase = new Map(spans.map(({ phase }) => [phase, { requests: 0, expectedFailures: 0 }]))
  const offered: number[] = []
  let requests = 0
  let spared = 0
  for (const dueMs of dueTimesOf(planOf(cell.load, seed), shard)) {
    const counts = byPhase.get(phaseAt(spans, dueMs))!
    counts.requests += 1
    counts.expectedFailures += injectedFailureRatio(cell.target, cell.faults, dueMs)
    const window = Math.floor(dueMs / windowMs)
    while (offered.length <= window) offered.push(0)
    offered[window]! += 1
    if (isSpared?.(shard.index + requests * shard.count) === true) spared += 1
    requests += 1
  }
  return { requests, byPhase, offered, spared: isSpared === undefined ? null : spared }
}
