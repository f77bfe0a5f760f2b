import type { Cell } from '../cell.ts'
import { sumOf } from '../core/sums.ts'
import { judgedTrigger, outlastingS } from '../load/trigger.ts'
import { openWork } from '../metrics/request-log.ts'
import type { RunResult, WindowRow } from '../metrics/result.ts'
import type { Judgement, Verdict } from '../metrics/verdict.ts'
import type { Evidence, JudgedSecond } from '../verdict/evidence.ts'
import { judge } from '../verdict/rule.ts'
import { evidenceOf } from './evidence-of.ts'
import { memoryOf } from './memory.ts'

/** The windows of a run. */
export type Observed = Pick<RunResult, 'timeline' | 'windowMs' | 'loadEndMs' | 'status'>

/**
 * Judges a run that has no twin, such as one in real time. The seconds before its trigger stand in for the twin. Null
 * without a trigger, for a load that ends in it, and for a run that was interrupted.
 */
export function observedVerdict(cell: Cell, run: Observed): Verdict | null {
  const trigger = judgedTrigger(cell)
  if (trigger === undefined || run.status === 'partial') return null
  const seconds = secondsOf(run)
  const evidence: Evidence = {
    ...evidenceOf(cell, trigger, memoryOf(cell)),
    seconds,
    hasTwin: false,
    isTwinAgain: false,
  }
  const afterS = Math.max(0, seconds.length - Math.ceil(trigger.toMs / 1000))
  const judgement = judge(evidence, afterS)
  return { ...judgement, ...neededBeyondFaults(judgement, cell), afterS, beyondPlanS: 0 }
}

/** Adds the time until all faults are over to the load that would decide. */
export function neededBeyondFaults({ neededS }: Judgement, cell: Cell): Pick<Judgement, 'neededS'> {
  return { neededS: neededS === null ? null : neededS + outlastingS(cell) }
}

/** Returns the whole seconds of load. */
function secondsOf({ timeline, windowMs, loadEndMs }: Observed): JudgedSecond[] {
  const perSecond = Math.round(1000 / windowMs)
  return Array.from({ length: Math.floor(loadEndMs / 1000) }, (_, s) =>
    secondOf(timeline.slice(s * perSecond, (s + 1) * perSecond)),
  )
}

/** Adds up the windows of a second. A second without windows came after the last request had ended. */
function secondOf(rows: readonly WindowRow[]): JudgedSecond {
  const planned = sumOf(rows, ({ offered }) => offered)
  const last = rows.at(-1)
  return {
    planned,
    paired: planned,
    twinGood: 0,
    lost: 0,
    gained: 0,
    twinOpen: 0,
    isSame: false,
    good: sumOf(rows, ({ goodPlanned }) => goodPlanned),
    open: last === undefined ? 0 : openWork({ ...last, inTarget: last.targetInFlight ?? 0 }),
    breakersOpen: last?.breakersOpen ?? 0,
    waiting: 0,
  }
}
