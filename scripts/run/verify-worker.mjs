// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const { guarded } = await import('../cli/guarded.ts')
const { SCENARIOS } = await import('../../bench/verify/scenarios.ts')

/** The checks of a scenario, named by its place in the list. */
export const checksAt = guarded((place) => [...SCENARIOS[place].check()])
