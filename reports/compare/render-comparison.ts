import { compareCsv } from './compare-csv.ts'
import { compareJson } from './compare-json.ts'
import { compareMarkdown } from './compare-markdown.ts'
import type { Comparison } from './comparison.ts'
import { COMPARISON_FILE } from './comparison.ts'

/** All files of a comparison by name. The same comparison gives the same bytes. */
export function renderComparison(comparison: Comparison): ReadonlyMap<string, string> {
  return new Map([
    [COMPARISON_FILE, compareJson(comparison)],
    ['compare.csv', compareCsv(comparison.rows)],
    ['compare.md', compareMarkdown(comparison)],
  ])
}
