import { z } from 'zod'
import { ConfigError } from '../../../bench/core/config-error.ts'
import { fields } from '../../../bench/core/fields.ts'
import { notOneOf } from '../../../bench/core/suggestion.ts'
import { isThenable } from '../../../bench/core/thenable.ts'
import type { ArmResult } from '../arm-result.ts'
import type { SuiteResult } from '../suite-result.ts'

/** The arms that an expectation is about. */
export interface ChosenArms {
  /** Only this arm. @defaultValue all arms */
  readonly arm?: string | undefined
  /** Only this variant. @defaultValue all variants */
  readonly variant?: string | undefined
  /** Each arm must have at least this many seeds. @defaultValue 1 */
  readonly seeds?: number | undefined
}

/** Fields of a schema for {@link ChosenArms}. */
export const chosenFields = {
  arm: z.string().optional(),
  variant: z.string().optional(),
  seeds: fields.count(1, 1000).optional(),
} as const

/** The value that was given to `expect`, when it is a result of this library. @throws ConfigError otherwise. */
export function receivedResult(received: unknown): SuiteResult {
  if (isThenable(received)) throw refused('a promise; write expect(await simulate(suite))')
  const { arms, arm, config } = Object(received) as Partial<SuiteResult>
  if (Array.isArray(arms) && typeof arm === 'function' && config !== undefined) return received as SuiteResult
  throw refused(received === null || typeof received !== 'object' ? String(received) : 'another object')
}

function refused(got: string): ConfigError {
  return new ConfigError(`expect: must be given a result of simulate() or run(), got ${got}`)
}

/** Arms that an expectation is about. @throws ConfigError for an unknown arm, or fewer seeds than are asked for. */
export function chosenArms({ arms, clock }: SuiteResult, { arm, variant, seeds = 1 }: ChosenArms): ArmResult[] {
  refuseUnknown('variant', variant, arms)
  const within = arms.filter((one) => variant === undefined || one.variant === variant)
  refuseUnknown('arm', arm, within)
  const chosen = within.filter((one) => arm === undefined || one.arm === arm)
  const short = chosen.find(({ runs }) => runs.length < seeds)
  if (short === undefined) return chosen
  const call = clock === 'virtual' ? `simulate(suite, { seeds: ${seeds} })` : `run(suite, { repeats: ${seeds} })`
  throw new ConfigError(
    `seeds: must be at most the ${short.runs.length} that the result has of ${short.arm}, got ${seeds}; write ${call}`,
  )
}

function refuseUnknown(what: 'arm' | 'variant', given: string | undefined, arms: readonly ArmResult[]): void {
  const known = arms.map((one) => one[what])
  if (given !== undefined && !known.includes(given)) throw new ConfigError(`${what}: ${notOneOf(known, given)}`)
}
