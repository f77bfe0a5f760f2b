import { z } from 'zod'
import { SPAN_MAX_MS } from '../core/fields.ts'
import { type Rate, rateBetween, type Stage } from './stage.ts'

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001 } as const
const DURATION = /^(?:0|(?:\d+(?:\.\d+)?(?:d|h|ms|m|us|s))+)$/
const PIECE = /(\d+(?:\.\d+)?)(d|h|ms|m|us|s)/g

/** A duration of k6 in ms: a number of ms, or text such as `30s` or `1m30s`. NaN for anything else. */
export function k6DurationMs(duration: string | number): number {
  if (typeof duration === 'number') return duration
  if (!DURATION.test(duration)) return Number.NaN
  const pieces = duration.matchAll(PIECE)
  return [...pieces].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS], 0)
}

const durationSchema = (least: number) =>
  z.custom<string | number>(
    (value) => {
      const ms = typeof value === 'string' || typeof value === 'number' ? k6DurationMs(value) : Number.NaN
      return ms >= least && ms <= SPAN_MAX_MS
    },
    {
      error: `must be a duration as in k6, such as "30s", "1m30s" or a number of ms, ${least === 0 ? '' : 'above 0 and '}at most a day`,
    },
  )

/** Options of k6 that this program does not use. */
const unused = (error: string) => z.custom<undefined>((value) => value === undefined, { error }).optional()
const noUsers = unused('must be left out: requests start on time here, whether or not a virtual user is free')

/** Options of a stage in k6's form. */
export const k6StageFields = {
  /** Iterations (here: requests) per `timeUnit` at the end of the stage. */
  target: z.number().min(0).max(1_000_000).optional(),
  duration: durationSchema(0).optional(),
}

/** Options of k6's executor `ramping-arrival-rate`, beside its stages. */
export const k6LoadFields = {
  executor: z.literal('ramping-arrival-rate').optional(),
  /** Iterations per `timeUnit` before the first stage. @defaultValue 0 */
  startRate: z.number().min(0).max(1_000_000).optional(),
  /** @defaultValue '1s' */
  timeUnit: durationSchema(Number.MIN_VALUE).optional(),
  preAllocatedVUs: noUsers,
  maxVUs: noUsers,
}

/** Options of k6 that concern all stages. */
export interface K6Options {
  readonly executor?: 'ramping-arrival-rate' | undefined
  readonly startRate?: number | undefined
  readonly timeUnit?: string | number | undefined
}

/** A stage of k6: the rate runs linearly from its current value to `target`; a duration of 0 jumps there. */
export interface K6Stage {
  readonly target: number
  readonly duration: string | number
  /** Ours: k6 has no phases. */
  readonly phase?: Stage['phase']
}

/**
 * Reads stages as k6's executor `ramping-arrival-rate` means them, and adds one arrival at 0 ms. In k6 the first
 * arrival comes where the integral of the rate reaches 1, in a plan here where it is 0.
 * A phase on a jump applies to the stage after it, unless that stage has a phase.
 */
export function stagesOfK6(
  stages: readonly K6Stage[],
  { startRate = 0, timeUnit = '1s' }: Pick<K6Options, 'startRate' | 'timeUnit'>,
): Stage[] {
  const perSecond = (rate: number) => (rate * 1000) / k6DurationMs(timeUnit)
  let from = perSecond(startRate)
  let jumpPhase: Stage['phase']
  return stages.flatMap((stage): Stage[] => {
    const durationMs = k6DurationMs(stage.duration)
    const phase = stage.phase ?? jumpPhase
    const ratePerSecond: Rate = rateBetween(from, perSecond(stage.target))
    from = perSecond(stage.target)
    jumpPhase = durationMs === 0 ? phase : undefined
    return durationMs === 0 ? [] : [{ durationMs, ratePerSecond, ...(phase !== undefined && { phase }) }]
  })
}
