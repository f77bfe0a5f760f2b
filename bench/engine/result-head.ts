import { capacityPerSecond } from '../../targets/capacity.ts'
import type { Cell } from '../cell.ts'
import { loadDurationMs } from '../load/load.ts'
import { triggerSpan } from '../load/trigger.ts'
import type { RunResult } from '../metrics/result.ts'
import { windowMsFor } from '../metrics/timeline.ts'

/** The fields of a result that are known before its run. */
export type ResultHead = Pick<
  RunResult,
  | 'suite'
  | 'variant'
  | 'arm'
  | 'style'
  | 'clockFrom'
  | 'seed'
  | 'deadlineMs'
  | 'windowMs'
  | 'capacityPerSecond'
  | 'recoverWithinMs'
  | 'triggerStartMs'
  | 'triggerEndMs'
  | 'loadEndMs'
>

/** Returns the head of each result of a cell with this seed. */
export function headOf(cell: Cell, seed: number): ResultHead {
  const { suite, variant, arm, armSpec, deadlineMs = null, recoverWithinMs } = cell
  const trigger = triggerSpan(cell)
  const loadEndMs = loadDurationMs(cell.load)
  return {
    suite,
    variant,
    arm,
    style: armSpec.style,
    clockFrom: armSpec.style === 'queue' ? armSpec.clockFrom : 'plan',
    seed,
    deadlineMs,
    windowMs: windowMsFor(loadEndMs + cell.drainMs),
    capacityPerSecond: capacityPerSecond(cell.target) ?? null,
    recoverWithinMs,
    triggerStartMs: trigger?.fromMs ?? null,
    triggerEndMs: trigger?.toMs ?? null,
    loadEndMs,
  }
}
