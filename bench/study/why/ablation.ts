import { ConfigError } from '../../core/config-error.ts'
import { ascending, median } from '../../core/order.ts'
import { medianInterval } from '../../metrics/summary.ts'
import type { Suite } from '../../suite.ts'
import { cellOf, type Seeds } from '../trial.ts'
import type { Element } from './elements.ts'
import { observe, outcomesOf, type Runs, type Seen, type WhySteps } from './runs.ts'
import type { Ablation } from './why-data.ts'

/** Runs the seeds without one element, and compares them with `full`, the same seeds of the whole stack. */
export function* ablate(
  suite: Suite,
  arm: string,
  { name, done, without }: Element,
  full: readonly Pick<Seen, 'deficit'>[],
  seeds: Seeds,
  runs: Runs,
): WhySteps<Ablation> {
  try {
    const seen = yield* observe(cellOf(without(suite), arm), seeds, runs, `without ${name}`)
    return { element: name, done, kind: 'measured', ...comparisonOf(full, seen) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const kind = /\blivelock\b/.test(error.message) ? 'livelock' : 'refused'
    return { element: name, done, kind, reason: error.messages.join('; ') }
  }
}

/** Compares deficits seed by seed: with the element minus without it. */
export function comparisonOf(
  full: readonly Pick<Seen, 'deficit'>[],
  seen: readonly Pick<Seen, 'verdict' | 'deficit'>[],
): Pick<Extract<Ablation, { kind: 'measured' }>, 'without' | 'difference' | 'share'> {
  const differences = ascending(seen.map(({ deficit }, i) => full[i]!.deficit - deficit))
  const [low, high] = medianInterval(differences).map((bound) => (Number.isNaN(bound) ? null : bound)) as [
    number | null,
    number | null,
  ]
  const fullMedian = median(ascending(full.map(({ deficit }) => deficit)))
  const difference = { median: median(differences), low, high }
  return { without: outcomesOf(seen), difference, share: fullMedian === 0 ? null : difference.median / fullMedian }
}
