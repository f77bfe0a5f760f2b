import { ConfigError } from '../../bench/core/config-error.ts'
import { ownModule } from '../../bench/core/own-code.ts'
import { suggestion } from '../../bench/core/suggestion.ts'
import { CUTS_S } from '../../bench/verify/corpus/answers.ts'
import { CORPUS } from '../../bench/verify/corpus/corpus.ts'
import { type JudgedCourse, type VerdictsData, verdictsDataOf } from '../../bench/verify/corpus/tally.ts'
import { verdictsText } from '../../reports/verify/verdicts.ts'
import type { Console } from '../cli/console.ts'
import { writeDocument } from '../cli/document-file.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { ThreadPool } from '../cli/thread-pool.ts'

export interface VerdictsOptions {
  readonly seeds: number
  readonly firstSeed: number
  readonly json: boolean
  /** File for the JSON document; none when undefined. */
  readonly out: string | undefined
  readonly quiet: boolean
}

/**
 * One course of a system, named by its place in the corpus: its policies are functions, which cannot be sent to a
 * thread.
 */
export interface CourseJob {
  readonly place: number
  readonly seed: number
}

/**
 * Judges systems at each cut, in threads, and counts opposite answers; exit code 1 when there is one. @throws
 * ConfigError for an unknown name.
 */
export async function verdictsCommand(
  names: readonly string[],
  options: VerdictsOptions,
  console: Console,
): Promise<ExitCode> {
  const jobs = [...jobsOf(placesOf(names), options)]
  const courses = new Map<number, JudgedCourse[]>()
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet || options.json)
  const pool = new ThreadPool<CourseJob, JudgedCourse>(ownModule('./verdicts-worker', import.meta.url), 'courseOf')
  let done = 0
  try {
    await pool.each(jobs, signal, (course, { place }) => {
      courses.set(place, [...(courses.get(place) ?? []), course])
      done += 1
      progress.line(`${done}/${jobs.length} courses, ${CORPUS[place]!.name}`)
    })
  } finally {
    progress.clear()
    await pool.close()
    release()
  }
  const systems = [...CORPUS.entries()].flatMap(([place, { name, kind, end = null, why }]) => {
    const own = courses.get(place)
    return own === undefined ? [] : [{ name, kind, end, why, courses: own.sort((a, b) => a.seed - b.seed) }]
  })
  if (systems.length === 0) return EXIT.interrupted
  const data = verdictsDataOf(systems, { cutsS: CUTS_S, firstSeed: options.firstSeed, seeds: options.seeds })
  if (options.out !== undefined) writeDocument(options.out, documentOf(data))
  return concluded(data, { json: options.json, missing: jobs.length - done }, console)
}

/** Prints the results. The exit code follows from them and from missing courses. */
export function concluded(
  data: VerdictsData,
  { json, missing }: { readonly json: boolean; readonly missing: number },
  console: Console,
): ExitCode {
  console.out(json ? documentOf(data) : verdictsText(data, console.outWidth ?? Number.POSITIVE_INFINITY))
  if (missing > 0) {
    console.err(`interrupted: ${missing} courses are missing\n`)
    return EXIT.interrupted
  }
  return data.opposites.length === 0 ? EXIT.fine : EXIT.gateFailed
}

function documentOf(data: VerdictsData): string {
  return `${JSON.stringify(data)}\n`
}

/** Places in the corpus of the systems with these names or of these suites. */
function placesOf(names: readonly string[]): number[] {
  const isNamed = (given: string, name: string) => name === given || name.startsWith(`${given}/`)
  const unknown = names.find((given) => !CORPUS.some(({ name }) => isNamed(given, name)))
  if (unknown !== undefined) {
    const known = CORPUS.flatMap(({ name, cell }) => [name, cell.suite])
    throw new ConfigError(`verdicts: no system has the name ${JSON.stringify(unknown)}${suggestion(unknown, known)}`)
  }
  return [...CORPUS.keys()].filter(
    (place) => names.length === 0 || names.some((given) => isNamed(given, CORPUS[place]!.name)),
  )
}

/** One course of each system before the next course of any, so that an interrupted command has some of all. */
function* jobsOf(places: readonly number[], { seeds, firstSeed }: VerdictsOptions): Generator<CourseJob> {
  const seedsOf = (place: number) => Math.max(seeds, CORPUS[place]!.seedsMin)
  const most = Math.max(...places.map(seedsOf))
  for (let i = 0; i < most; i++)
    for (const place of places) if (i < seedsOf(place)) yield { place, seed: firstSeed + i }
}
