import { groupBy } from '../../bench/core/group-by.ts'
import { sideOf } from '../../bench/verify/corpus/answers.ts'
import type { JudgedSystem, Opposite, Tally, VerdictsData } from '../../bench/verify/corpus/tally.ts'
import { type Column, toText } from '../table.ts'

/** The answers of each system, those of each kind, and how many answers are opposite, each of these in full. */
export function verdictsText(data: VerdictsData, width: number): string {
  return [
    toText(systemColumns(data.cutsS), data.systems, width),
    `Share undecided at each cut:\n\n${toText(tallyColumns(data.cutsS), data.tallies, width)}`,
    `${oppositesText(data)}\n`,
  ].join('\n')
}

/** Answers by kind of system; the last columns have the share that is undecided at each cut. */
export function tallyColumns(cutsS: readonly number[]): Column<Tally>[] {
  return [
    { head: 'systems of', cell: ({ kind }) => kind },
    { head: 'systems', cell: ({ systems }) => `${systems}` },
    { head: 'courses', cell: ({ courses }) => `${courses}` },
    { head: 'answers', cell: ({ answers }) => `${answers}` },
    { head: 'opposite', cell: ({ opposite }) => `${opposite}` },
    ...cutsS.map((cutS, i) => ({
      head: `at ${cutS} s`,
      cell: ({ undecided }: Tally) => percentOr(undecided[i] ?? null),
    })),
  ]
}

/** The number of opposite answers, and each of them. */
export function oppositesText({ tallies, opposites, oppositeHigh }: Omit<VerdictsData, 'systems'>): string {
  const { answers, opposite } = tallies.at(-1)!
  const head = `${opposite} of ${answers} answers are opposite (95 %: at most ${percentText(oppositeHigh, 2)})`
  if (opposites.length === 0) return `${head}.`
  return [`${head}:`, ...opposites.map((one) => `- ${oppositeText(one)}`)].join('\n')
}

function oppositeText({ name, seed, cutS, verdict, end }: Opposite): string {
  return `${name}, seed ${seed}, at ${cutS} s: ${verdict}, and it is ${end}`
}

function percentText(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`
}

function percentOr(share: number | null): string {
  return share === null ? '-' : percentText(share, 0)
}

function systemColumns(cutsS: readonly number[]): Column<JudgedSystem>[] {
  return [
    { head: 'system', cell: ({ name }) => name },
    { head: 'seeds', cell: ({ courses }) => `${courses.length}` },
    { head: 'theory', cell: ({ end }) => end ?? '' },
    ...cutsS.map((cutS, i) => ({ head: `at ${cutS} s`, cell: (system: JudgedSystem) => sidesText(system, i) })),
    { head: 'because', cell: ({ why }) => why },
  ]
}

/** Numbers of seeds that are back and down at a cut. The others are undecided. */
function sidesText({ courses }: JudgedSystem, cut: number): string {
  const sides = groupBy(
    courses.flatMap(({ verdicts }) => verdicts.slice(cut, cut + 1).map(sideOf)),
    (side) => side,
  )
  const counts = (['back', 'down'] as const).flatMap((side) =>
    sides.has(side) ? [`${sides.get(side)!.length} ${side}`] : [],
  )
  return counts.join(', ') || '-'
}
