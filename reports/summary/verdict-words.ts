import { fixed } from '../format.ts'

/** A recovery that takes less is one at once, ms. */
const AT_ONCE_MS = 500

/** When a service is back: `at once` or `after 4.5 s`. */
export function recoveryText(ms: number): string {
  return ms < AT_ONCE_MS ? 'at once' : `after ${fixed(ms / 1000, 1)} s`
}
