import { groupBy } from '../../core/group-by.ts'
import { sumOf } from '../../core/sums.ts'
import type { VerdictKind } from '../../metrics/verdict.ts'
import { wilson } from '../../metrics/wilson.ts'
import { sideOf } from './answers.ts'
import { type End, KINDS, type Kind } from './system.ts'

/** One course of a system: its verdict at each cut, the shortest first. */
export interface JudgedCourse {
  readonly seed: number
  readonly verdicts: readonly VerdictKind[]
}

/** A system and all its courses. */
export interface JudgedSystem {
  readonly name: string
  readonly kind: Kind
  /** Null where no theory covers the system. */
  readonly end: End | null
  readonly why: string
  readonly courses: readonly JudgedCourse[]
}

/** An answer that is the opposite of the true end of its system. */
export interface Opposite {
  readonly name: string
  readonly seed: number
  readonly cutS: number
  readonly verdict: VerdictKind
  /** The end by theory; without a theory, that of the longest cut of the same course. */
  readonly end: End
}

/** Counts over the answers of some systems. */
export interface Tally {
  readonly kind: Kind | 'all'
  readonly systems: number
  readonly courses: number
  readonly answers: number
  readonly opposite: number
  /** Share of the answers at each cut that are `undecided`; null where no course is that long. */
  readonly undecided: readonly (number | null)[]
}

/** All results of the command `verdicts`. */
export interface VerdictsData {
  readonly cutsS: readonly number[]
  readonly firstSeed: number
  /** Seeds of each system. Some systems have more. */
  readonly seeds: number
  readonly systems: readonly JudgedSystem[]
  /** One for each kind, then one for all systems. */
  readonly tallies: readonly Tally[]
  readonly opposites: readonly Opposite[]
  /**
   * Upper bound of the share of opposite answers (Wilson, 95 %), as if all answers were independent.
   */
  readonly oppositeHigh: number
}

/** Counts answers that are opposite or undecided. */
export function verdictsDataOf(
  systems: readonly JudgedSystem[],
  { cutsS, ...seeds }: Pick<VerdictsData, 'cutsS' | 'firstSeed' | 'seeds'>,
): VerdictsData {
  const opposites = systems.flatMap((system) => oppositesOf(system, cutsS))
  const byKind = groupBy(systems, ({ kind }) => kind)
  const tallies = KINDS.flatMap((kind) => (byKind.has(kind) ? [tallyOf(kind, byKind.get(kind)!, cutsS)] : []))
  const all = tallyOf('all', systems, cutsS)
  const oppositeHigh = all.answers === 0 ? 1 : wilson(all.opposite, all.answers)[1]
  return { cutsS, ...seeds, systems, tallies: [...tallies, all], opposites, oppositeHigh }
}

/** The answers of a system that contradict its end. Without a theory the longest cut that decided is right. */
export function oppositesOf({ name, end, courses }: JudgedSystem, cutsS: readonly number[]): Opposite[] {
  return courses.flatMap(({ seed, verdicts }) => {
    const sides = verdicts.map(sideOf)
    const truth = end ?? sides.findLast((side) => side !== 'undecided')
    if (truth === undefined) return []
    return sides.flatMap((side, i) =>
      side === 'undecided' || side === truth
        ? []
        : [{ name, seed, cutS: cutsS[i]!, verdict: verdicts[i]!, end: truth }],
    )
  })
}

function tallyOf(kind: Tally['kind'], systems: readonly JudgedSystem[], cutsS: readonly number[]): Tally {
  const courses = systems.flatMap((system) => system.courses)
  return {
    kind,
    systems: systems.length,
    courses: courses.length,
    answers: sumOf(courses, ({ verdicts }) => verdicts.length),
    opposite: sumOf(systems, (system) => oppositesOf(system, cutsS).length),
    undecided: cutsS.map((_, i) => {
      const answers = courses.flatMap(({ verdicts }) => verdicts.slice(i, i + 1))
      return answers.length === 0 ? null : answers.filter((verdict) => verdict === 'undecided').length / answers.length
    }),
  }
}
