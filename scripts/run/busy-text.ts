import { coresText } from '../../reports/summary/doubts.ts'

/** Generator and target together keep this many cores busy in the bursts of the default suites. */
export const CORES_NEEDED = 1.5
/** On any machine other programs use up to this many cores. */
const OTHERS_MIN = 0.25

/**
 * Warning before the first real run that other programs leave too little of the machine; undefined when they leave
 * enough. `virtualMs`: duration of the same runs in virtual time, 0 without such runs.
 */
export function busyText(others: number | null, cores: number, virtualMs: number): string | undefined {
  if (others === null || others < OTHERS_MIN || cores - others >= CORES_NEEDED) return undefined
  const seconds = 1 + Math.ceil(virtualMs / 1000)
  const instead = virtualMs > 0 ? `; --clock virtual answers in ${seconds} s` : ''
  return `busy: other programs use ${coresText(others, cores)}; runs may be late${instead}`
}
