import { oneLine } from '../../bench/core/printable.ts'
import type { Figure } from './figure.ts'
import { figureName } from './figure.ts'

/**
 * The files for the action's tools `customSmallerIsBetter` and `customBiggerIsBetter`, by name. A figure of which
 * neither is better is in no file.
 */
export function githubFiles(figures: readonly Figure[]): Map<string, string> {
  return new Map([
    ['github-smaller.json', entriesOf(figures, 'lower')],
    ['github-bigger.json', entriesOf(figures, 'higher')],
  ])
}

function entriesOf(figures: readonly Figure[], better: Figure['better']): string {
  const entries = figures.filter((figure) => figure.better === better).map(entryOf)
  return `${JSON.stringify(entries, undefined, 1)}\n`
}

function entryOf(figure: Figure) {
  const { unit, value, low, high, n, kind, metric } = figure
  const what = metric === 'collapsed' ? 'mean' : 'median'
  return {
    // The action puts it into a span of code in a table.
    name: oneLine(figureName(figure)).replaceAll('`', "'").replaceAll('|', '/'),
    unit,
    value,
    ...(Number.isNaN(low) ? {} : { range: `${low} to ${Number.isFinite(high) ? high : 'never'}` }),
    extra: `${what} of ${n} ${n === 1 ? 'run' : 'runs'}, ${kind === 'exact' ? 'simulated' : 'measured'}`,
  }
}
