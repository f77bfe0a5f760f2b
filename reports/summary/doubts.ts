import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import { exceededText } from '../../bench/metrics/lateness.ts'
import type { RunResult, Warning } from '../../bench/metrics/result.ts'
import { fixed } from '../format.ts'

/** Doubts about runs, as lines for a terminal. */
export interface Doubts {
  /** One line for each arm with invalid runs, then one for each distinct note of an arm, with its advice. */
  readonly lines: readonly string[]
  /** Advice on the reasons of invalid runs in these lines, each once. */
  readonly advice: readonly string[]
}

/** A warning with the run that it is about. */
interface Doubt {
  readonly run: RunResult
  readonly warning: Warning
}

/** Doubts about these runs. `cores`: number of cores of this machine, where it is known. */
export function doubtsOf(runs: readonly RunResult[], cores?: number): Doubts {
  const arms = [...groupBy(runs, ({ clock, suite, variant, arm }) => `${clock} ${suite} ${variant} ${arm}`).values()]
  const invalid = arms.flatMap((own) => invalidDoubts(own, cores))
  const notes = arms.flatMap(noteLines)
  return {
    lines: [...invalid.map(({ line }) => line), ...notes],
    advice: [...new Set(invalid.map(({ advice }) => advice))],
  }
}

/** The arm of a run in a sentence: the variant too where the suite has several. */
export function armOf({ suite, variant, arm }: Pick<RunResult, 'suite' | 'variant' | 'arm'>): string {
  return variant === DEFAULT_VARIANT ? `${suite} ${arm}` : `${suite} ${variant} ${arm}`
}

interface Line {
  readonly line: string
  readonly advice: string
}

function invalidDoubts(runs: readonly RunResult[], cores: number | undefined): Line[] {
  const doubts = doubtsIn(runs, 'invalid')
  const worst = worstOf(doubts, ({ warning }) => warning)
  if (worst === undefined) return []
  const count = new Set(doubts.map(({ run }) => run)).size
  const others = worst.run.othersCores
  const parts = [
    `INVALID: ${armOf(worst.run)}: ${count} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}.`,
    `${count === 1 ? 'Reason' : 'Worst'}, in repeat ${worst.run.repeat}${clockText(worst.run)}: ${reasonOf(worst.warning)}`,
    ...(doubts.length > 1 ? [`Reasons in all: ${doubts.length}, see report.md.`] : []),
    ...(others === null ? [] : [`Other programs used ${coresText(others, cores)}.`]),
  ]
  return [{ line: parts.join(' '), advice: worst.warning.advice }]
}

/** The count that a message begins with, and the rest of it. */
const COUNTED = /^(\d+)( .*)$/s

function noteLines(runs: readonly RunResult[]): string[] {
  const textOf = ({ warning: { message } }: Doubt) => COUNTED.exec(message)?.[2] ?? message
  return [...groupBy(doubtsIn(runs, 'note'), textOf).values()].map((same) => {
    const { run, warning } = same[0]!
    const repeats = new Set(same.map((doubt) => doubt.run.repeat))
    const where = repeats.size === 1 ? `repeat ${run.repeat}` : `in ${repeats.size} of ${runs.length} repeats`
    return `note: ${armOf(run)}, ${where}${clockText(run)}: ${messageOf(same.map((doubt) => doubt.warning))} ${warning.advice}`
  })
}

/** Returns one text for notes that differ at most in their first count, such as `202 to 233 attempts ...`. */
function messageOf(warnings: readonly Warning[]): string {
  const [{ message }] = warnings as readonly [Warning]
  const counts = warnings.flatMap((warning) => Number(COUNTED.exec(warning.message)?.[1] ?? []))
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least < most ? message.replace(COUNTED, `${least} to ${most}$2`) : message
}

function doubtsIn(runs: readonly RunResult[], severity: Warning['severity']): Doubt[] {
  return runs.flatMap((run) =>
    run.warnings.filter((warning) => warning.severity === severity).map((warning) => ({ run, warning })),
  )
}

/** The worst reason why runs are invalid, in words, with its own advice; empty without any. */
export function worstReason(warnings: readonly Warning[]): { readonly reason: string; readonly advice: string } {
  const invalid = warnings.filter(({ severity }) => severity === 'invalid')
  const worst = worstOf(invalid, (warning) => warning)
  return worst === undefined ? { reason: '', advice: '' } : { reason: reasonOf(worst), advice: worst.advice }
}

/** The first of those whose warning exceeds its bound most. */
function worstOf<Item>(items: readonly Item[], warningOf: (item: Item) => Warning): Item | undefined {
  return items.toSorted((a, b) => excessOf(warningOf(b)) - excessOf(warningOf(a)))[0]
}

/** The value as a multiple of its bound. A warning without a bound is a fault, which is worse than lateness. */
function excessOf({ exceeded }: Warning): number {
  return exceeded === undefined ? Number.POSITIVE_INFINITY : exceeded.value / exceeded.bound
}

function reasonOf({ message, exceeded }: Warning): string {
  if (exceeded === undefined) return message
  const { what, value, bound, unit } = exceeded
  // For a share, both figures say more than their ratio.
  const times = unit === 'ms' && bound > 0 ? ` (${fixed(value / bound, 1)} times)` : ''
  return `${what}, ${exceededText(exceeded)}${times}.`
}

function clockText({ clock }: RunResult): string {
  return clock === 'virtual' ? ' in virtual time' : ''
}

/** `1.3 of 2 cores`. */
export function coresText(used: number, cores: number | undefined): string {
  return cores === undefined ? `${fixed(used, 1)} cores` : `${fixed(used, 1)} of ${cores} cores`
}
