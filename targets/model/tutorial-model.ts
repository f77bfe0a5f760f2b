import { draw, STREAM } from '../../bench/core/draw.ts'
import type { TutorialSpec } from '../spec.ts'
import { AllAtOnce, LATENCY_MAX_MS } from './all-at-once.ts'
import type { Model, Setting } from './model.ts'

/** The in-flight model of the tutorial; see `TutorialSpec` for its formula. */
export function tutorialModel(spec: TutorialSpec, setting: Setting): Model {
  return new AllAtOnce(setting, ({ request, attempt }, inside, { capacityFactor }) => {
    const capacity = Math.max(Number.MIN_VALUE, (spec.capacityPerSecond / 10) * capacityFactor)
    const overload = Math.max(0, Math.max(spec.loadFactorMin, inside / capacity) - 1)
    const jitterMs = draw(setting.seed, STREAM.service, request, attempt) * spec.jitterMs
    const overloadMs = Math.min(overload * spec.overloadMs, LATENCY_MAX_MS)
    const failureRatio =
      overload > 0
        ? Math.min(spec.failureRatioMax, spec.failureRatio + overload * spec.overloadFailureRatio)
        : spec.failureRatio
    return { serviceMs: spec.baseMs + jitterMs + overloadMs, failureRatio }
  })
}
