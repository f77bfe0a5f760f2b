import { type Acceptance, mergedAcceptances } from '../../reports/compare/acceptance.ts'
import { acceptedJson, parseAccepted } from '../../reports/compare/accepted-json.ts'
import { withAcceptances } from '../../reports/compare/accepted-rows.ts'
import type { Comparison } from '../../reports/compare/comparison.ts'
import { changeFile } from '../../reports/files/changed-file.ts'
import { needText, readText } from '../../reports/files/text-file.ts'

/**
 * The acceptances in a file; none where there is no file. `shown`: its name in errors. @throws ConfigError when it
 * cannot be read.
 */
export function readAcceptances(file: string, shown = file): Acceptance[] {
  return parsed(readText(file), shown)
}

/** The acceptances in a file that must be there. @throws ConfigError when it is not, or cannot be read. */
export function needAcceptances(file: string): Acceptance[] {
  return parsed(needText(file), file)
}

/**
 * Adds acceptances to a file, in place of earlier ones of the same series. @throws FolderError when the disk does not
 * take it, ConfigError when the file is broken or full.
 */
export function addAcceptances(file: string, now: readonly Acceptance[]): void {
  changeFile(file, (text) => {
    const merged = acceptedJson(mergedAcceptances(parsed(text, file), now))
    // A file that could not be read again would stop every later comparison.
    parseAccepted(merged, file)
    return merged
  })
}

/** A comparison without the regressions that are accepted. */
export function accepting(comparison: Comparison, acceptances: readonly Acceptance[]): Comparison {
  if (acceptances.length === 0) return comparison
  const { rows, notes } = withAcceptances(comparison.rows, acceptances)
  return { ...comparison, rows, notes: [...comparison.notes, ...notes] }
}

function parsed(text: string | undefined, file: string): Acceptance[] {
  return text === undefined ? [] : parseAccepted(text, file)
}
