import type { Sample } from '../../bench/metrics/sample.ts'

/** The word for a change up (above 0) or down of a metric whose better side is `better`. */
export function directed(direction: number, better: Sample['better']): 'regressed' | 'improved' | 'changed' {
  if (better === 'neither' || direction === 0 || Number.isNaN(direction)) return 'changed'
  return direction > 0 === (better === 'higher') ? 'improved' : 'regressed'
}

/** Several remarks as one. */
export function noteOf(remarks: readonly string[]): string {
  return remarks.filter((remark) => remark !== '').join('; ')
}
