// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const { guarded } = await import('../cli/guarded.ts')
const { answersOf } = await import('../../bench/verify/corpus/answers.ts')
const { CORPUS } = await import('../../bench/verify/corpus/corpus.ts')

/** The verdicts of one course of a system, named by its place in the corpus. */
export const courseOf = guarded(({ place, seed }) => ({
  seed,
  verdicts: answersOf(CORPUS[place], seed).map(({ verdict }) => verdict),
}))
