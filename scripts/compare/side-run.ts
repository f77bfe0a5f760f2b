import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { readData } from '../../reports/files/write.ts'
import { type ChildProgram, runInChild } from '../cli/child.ts'
import { EXIT, NotJudgedError } from '../cli/exit-code.ts'
import { MEASURED_SUITES } from '../suite/measured-suites.ts'
import type { PairSide } from './paired-runs.ts'

/** Characters of a child's error text that are passed on. */
const ERROR_TEXT_MAX = 4000

/** Who runs what on a side. */
export interface SidePlan {
  readonly program: ChildProgram
  /** Names and absolute paths of files. */
  readonly suites: readonly string[]
}

/** The run that both sides make. */
export interface SideRunOptions {
  readonly sides: Readonly<Record<PairSide, SidePlan>>
  readonly clock: 'real' | 'virtual'
  readonly arms: readonly string[]
  readonly variants: readonly string[]
  readonly plan: string | undefined
  readonly signal: AbortSignal
}

/**
 * Runs the suites of a side once, into a temporary folder. Undefined when interrupted.
 * @throws CannotRunError when the run broke off, NotJudgedError when it wrote a result of another version.
 */
export async function runSide(
  side: PairSide,
  seed: number,
  repeats: number,
  options: SideRunOptions,
): Promise<RunData | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'stormbench-side-'))
  try {
    await runSideOf(
      `${side}, seed ${seed}`,
      options.sides[side].program,
      argsOf(seed, repeats, folder, options.sides[side].suites, options),
      options.signal,
    )
    return options.signal.aborted ? undefined : resultIn(folder, `${side}, seed ${seed}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs the program of a side; only its result folder counts. `label`: the side. @throws ConfigError when it refused
 * its options, CannotRunError when it could not run or broke off.
 */
async function runSideOf(
  label: string,
  program: ChildProgram,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { code, err, crashed } = await runInChild(args, { program, signal, onLine: () => undefined })
  if (signal.aborted) return
  const message = `${label}: ${err.trim().slice(-ERROR_TEXT_MAX) || `the run ended with code ${code}`}`
  if (crashed || code === EXIT.cannotRun) throw new CannotRunError(message)
  if (code === EXIT.usage) throw new ConfigError(message)
}

function argsOf(
  seed: number,
  repeats: number,
  out: string,
  suites: readonly string[],
  options: SideRunOptions,
): string[] {
  const { clock, arms, variants, plan } = options
  const named = (option: string, values: readonly string[]) => values.flatMap((value) => [option, value])
  // Suites without arms under load have no seeds.
  const isSeeded = suites.some((suite) => !MEASURED_SUITES.some((name) => name === suite))
  return [
    ...['run', ...suites, '--clock', clock, '--out', out, '--quiet'],
    ...(isSeeded ? ['--seed', String(seed), '--repeats', String(repeats)] : []),
    ...[...named('--arm', arms), ...named('--variant', variants), ...(plan === undefined ? [] : ['--plan', plan])],
  ]
}

function resultIn(folder: string, label: string): RunData {
  let data: RunData
  try {
    data = readData(folder)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new NotJudgedError(`${label}: wrote a result that cannot be compared: ${error.message}`)
  }
  if (data.status !== 'complete') throw new CannotRunError(`${label}: the run broke off`)
  return data
}
