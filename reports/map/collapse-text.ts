import { fixed } from '../format.ts'

/** P(collapse), and when half of the seeds are back, unless that is at once: `20 %, 13.3 s`. */
export function collapseText(share: number, backAfterMsMedian: number | null): string {
  if (Number.isNaN(share)) return 'n/a'
  const percent = wholePercent(share)
  if (backAfterMsMedian === null || backAfterMsMedian === 0) return percent
  return `${percent}, ${fixed(backAfterMsMedian / 1000, 1)} s`
}

/** A share as a percentage without digits behind the point. */
export function wholePercent(share: number): string {
  return `${fixed(share * 100, 0)} %`
}
