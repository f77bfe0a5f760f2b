import { type HistoryName, historyKey } from './entry.ts'

/** File names of the charts by series key: all different, also where the case of letters does not count. */
export function chartNames(series: readonly HistoryName[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    series.map((one) => {
      const { suite, variant, arm, metric, kind } = one
      const base = [suite, variant, arm.replaceAll('/', '-vs-'), metric, kind]
        .map((part) => part.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 40))
        .join('_')
      let name = base
      for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}-${i}`
      taken.add(name.toLowerCase())
      return [historyKey(one), `${name}.svg`]
    }),
  )
}
