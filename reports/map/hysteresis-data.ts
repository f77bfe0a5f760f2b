import type { LoopPoint } from '../../bench/study/hysteresis.ts'

/** A load that rises step by step and falls again, for some arms. */
export interface HysteresisData {
  readonly suite: string
  readonly arms: readonly string[]
  /** In the order measured; several of one arm, direction and rate are drawn as their median. */
  readonly points: readonly LoopPoint[]
}
