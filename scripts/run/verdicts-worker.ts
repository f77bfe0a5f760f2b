import { answersOf } from '../../bench/verify/corpus/answers.ts'
import { CORPUS } from '../../bench/verify/corpus/corpus.ts'
import { guarded } from '../cli/guarded.ts'
import type { CourseJob } from './verdicts-command.ts'

/** The verdicts of one course of a system, named by its place in the corpus. */
export const courseOf = guarded(({ place, seed }: CourseJob) => ({
  seed,
  verdicts: answersOf(CORPUS[place]!, seed).map(({ verdict }) => verdict),
}))
