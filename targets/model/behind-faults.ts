import { FaultGate } from './fault-gate.ts'
import { Latency } from './latency.ts'
import type { Model, Setting, TargetAttempt } from './model.ts'
import { Throttle } from './throttle.ts'

/**
 * Puts the faults of the way to a model before it. An attempt first meets a slow network, then an outage or a pause,
 * then a throttle.
 */
export function behindFaults<A extends TargetAttempt>(inner: Model<A>, setting: Setting): Model<A> {
  return Latency.before(FaultGate.before(Throttle.before(inner, setting), setting), setting)
}
