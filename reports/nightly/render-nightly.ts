import { NIGHTLY_FILE, type NightlyData } from './nightly-data.ts'
import { nightlyMarkdown } from './nightly-markdown.ts'

/** All files of a night by name. The same data gives the same bytes. */
export function renderNightly(data: NightlyData): ReadonlyMap<string, string> {
  return new Map([
    [NIGHTLY_FILE, `${JSON.stringify(data, undefined, 1)}\n`],
    ['nightly.md', nightlyMarkdown(data)],
  ])
}
