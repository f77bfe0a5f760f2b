import { FaultGate } from './fault-gate.ts'
import { Latency } from './latency.ts'
import type { Model, Setting, TargetAttempt } from './model.ts'
import { Throttle } from './throttle.ts'

/**
 * Puts the faults of the way to a model before it. An attempt first meets a slow network, then an outage or a pause,
 * then a throttle. `lost` hears of attempts that will never be answered.
 */
export function behindFaults<A extends TargetAttempt>(
  inner: Model<A>,
  setting: Setting,
  lost?: (attempt: A) => void,
): Model<A> {
  return Latency.before(FaultGate.before(Throttle.before(inner, setting), setting, lost), setting)
}
