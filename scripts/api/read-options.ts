import { z } from 'zod'
import { REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { fields } from '../../bench/core/fields.ts'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import { knownOptions, mistakesOf } from '../../bench/suite-mistakes.ts'
import type { RunOptions, SimulateOptions } from './options.ts'

/** Most runs of an arm. */
export const RUNS_MAX = 1000

/** A function of the caller. */
export const callback = () =>
  z.custom<(value: never) => void>((value) => typeof value === 'function', { error: 'must be a function' })

/** Any signal will do: in a test environment that imitates a browser it has another class. */
export const signal = () =>
  z.custom<AbortSignal>((value) => typeof Object(value).aborted === 'boolean', { error: 'must be an AbortSignal' })

const common = {
  arms: z.array(z.string()).optional(),
  variants: z.array(z.string()).optional(),
  seed: fields.count(0, SEED_MAX).optional(),
  folder: z.string().min(1).optional(),
  signal: signal().optional(),
  onProgress: callback().optional(),
} as const

const simulateSchema = z.strictObject({
  ...common,
  seeds: fields.count(1, RUNS_MAX).optional(),
  untilDecided: z.boolean().optional(),
  decideCapMs: fields.spanMs().optional(),
})

const runSchema = z.strictObject({
  ...common,
  repeats: fields.count(1, RUNS_MAX).optional(),
  rerunInvalid: fields.count(0, 10).optional(),
  brokerUrls: z
    .strictObject(Object.fromEntries(REAL_BROKER_KINDS.map((kind) => [kind, z.string().min(1).optional()])))
    .optional(),
  onLine: callback().optional(),
})

/** Checks the options of `simulate`. @throws ConfigError with all mistakes. */
export function readSimulateOptions(options: unknown): SimulateOptions {
  const read = readOptions(simulateSchema, options)
  if (read.untilDecided === false && read.decideCapMs !== undefined) {
    throw new ConfigError(`decideCapMs: must not be given with untilDecided: false, got ${read.decideCapMs}`)
  }
  return read as SimulateOptions
}

/** Checks the options of `run`. @throws ConfigError with all mistakes. */
export function readRunOptions(options: unknown): RunOptions {
  return readOptions(runSchema, options) as RunOptions
}

/** Checks options by a schema. @throws ConfigError with all mistakes, each as `option: rule, got value`. */
export function readOptions<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const result = schema.safeParse(options, { error: knownOptions })
  if (!result.success) throw new ConfigError(mistakesOf(result.error, options))
  return result.data
}
