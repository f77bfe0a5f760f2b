import type { Cell } from '../cell.ts'
import { type Span, warmUpEndMs } from '../core/phase.ts'
import { phasesOf } from '../load/load.ts'
import type { Evidence } from '../verdict/evidence.ts'
import type { Memory } from './memory.ts'

/** Returns the part of the evidence that follows from the suite: trigger, spans, timers and redrive. */
export function evidenceOf(
  { load, faults, armSpec, recoverWithinMs, collapseAfterMs }: Cell,
  trigger: Span,
  { timers, windowMs, customPolicies, knownAfterMs }: Memory,
): Omit<Evidence, 'seconds' | 'hasTwin' | 'isTwinAgain'> {
  const redrive = armSpec.style === 'queue' ? armSpec.redrive : undefined
  return {
    warmUpEndMs: warmUpEndMs(phasesOf(load, faults)),
    triggerFromMs: trigger.fromMs,
    triggerToMs: trigger.toMs,
    knownAfterMs,
    timers,
    windowMs,
    customPolicies,
    redrive: redrive && { atMs: redrive.atMs, ratePerSecond: redrive.ratePerSecond ?? null },
    recoverWithinMs,
    collapseAfterS: collapseAfterMs / 1000,
  }
}
