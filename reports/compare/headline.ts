import { percent } from '../format.ts'
import type { Comparison } from './comparison.ts'
import { type Tally, tallyOf } from './outcome.ts'
import { type Row, SERIES_VERDICTS, type SeriesVerdict } from './row.ts'

/**
 * Other words for the verdicts. An arm does not regress against another, it is worse. A gap may have grown because one
 * arm got worse or because the other got better.
 */
const WORDS: Readonly<Record<Comparison['by'], Readonly<Record<string, string>>>> = {
  folder: {},
  arm: { regressed: 'worse', improved: 'better' },
  gap: { regressed: 'changed', improved: 'changed' },
}

/** The verdict as it is shown. */
export function verdictText(verdict: Row['verdict'], by: Comparison['by']): string {
  return WORDS[by][verdict] ?? verdict
}

/** One line: how many gating series have each verdict, and what size of change would have been found. */
export function headline({ by, rows }: Pick<Comparison, 'by' | 'rows'>): string {
  const tally = tallyOf(rows)
  const always = ['regressed', 'improved', 'equivalent', 'inconclusive'].map((verdict) => WORDS[by][verdict] ?? verdict)
  const words = new Map(always.map((word) => [word, 0]))
  for (const verdict of SERIES_VERDICTS) {
    const count = tally.verdicts.get(verdict) ?? 0
    const word = verdictText(verdict, by)
    if (count > 0) words.set(word, (words.get(word) ?? 0) + count)
  }
  const counted = [...words].map(([word, count]) => `${count} ${word}`)
  return `${tally.series} gate series: ${counted.join(', ')}. ${foundText(tally)}`
}

function foundText({ series, exact, exactMinimum, verdicts, mdeMedian, mdeMax }: Tally): string {
  const count = (...names: readonly SeriesVerdict[]) => names.reduce((sum, name) => sum + (verdicts.get(name) ?? 0), 0)
  if (series === 0) return 'There is nothing to judge.'
  if (count('incomparable', 'missing', 'invalid', 'new') === series) return 'Nothing could be compared.'
  if (exact)
    return exactMinimum
      ? 'Exact figures: any change is found, and one of at least the smallest change counts.'
      : 'Exact figures: any change is found.'
  if (!Number.isNaN(mdeMedian)) {
    return `A change of ${percent(mdeMedian)} would have been found in half of the latency and throughput series, of ${percent(mdeMax)} in all.`
  }
  if (count('undetectable') > 0) return 'Too few runs to say what size of change would have been found.'
  // Series in which nothing differs have no such size, and that of a difference is no share.
  return count('equal') === series ? 'Nothing differs.' : 'Each row has the size of change that would have been found.'
}
