import { SCENARIOS } from '../../bench/verify/scenarios.ts'
import { guarded } from '../cli/guarded.ts'

/** The checks of a scenario, named by its place in the list. */
export const checksAt = guarded(async (place: number) => [...(await SCENARIOS[place]!.check())])
