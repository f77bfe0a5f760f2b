import type { LinearSpec } from '../spec.ts'
import { AllAtOnce, LATENCY_MAX_MS } from './all-at-once.ts'
import type { Model, Setting } from './model.ts'

/** A server that gets slower with each attempt inside it; see `LinearSpec` for its formula. */
export function linearModel({ baseMs, perInFlightMs, failureRatio }: LinearSpec, setting: Setting): Model {
  return new AllAtOnce(setting, (_, inside, { capacityFactor }) => {
    const crowdMs = (inside * perInFlightMs) / Math.max(Number.MIN_VALUE, capacityFactor)
    return { serviceMs: baseMs + Math.min(crowdMs, LATENCY_MAX_MS), failureRatio }
  })
}
