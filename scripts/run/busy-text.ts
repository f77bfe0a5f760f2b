import { coresText } from '../../reports/summary/doubts.ts'

/** Generator and target together keep this many cores busy in the bursts of the default suites. */
const CORES_NEEDED = 1.5
/** Less than this is what any machine does besides. */
const OTHERS_MIN = 0.25

/**
 * Warns before the first real run that other programs leave too little of the machine; undefined when they do not.
 * `virtualMs`: how long the same runs took in virtual time, 0 when they were not made.
 */
export function busyText(others: number | null, cores: number, virtualMs: number): string | undefined {
  if (others === null || others < OTHERS_MIN || cores - others >= CORES_NEEDED) return undefined
  const seconds = 1 + Math.ceil(virtualMs / 1000)
  const instead = virtualMs > 0 ? `; --clock virtual answers in ${seconds} s` : ''
  return `busy: other programs use ${coresText(others, cores)}; runs may be late${instead}`
}
