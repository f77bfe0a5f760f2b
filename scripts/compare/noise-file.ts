import { mergedNoise, type NoiseRow } from '../../reports/compare/noise.ts'
import { noiseCsv, parseNoise } from '../../reports/compare/noise-csv.ts'
import { changeFile } from '../../reports/files/changed-file.ts'
import { readText } from '../../reports/files/text-file.ts'

/** The noise that `aa` measured; nothing where there is no file yet. @throws ConfigError when it cannot be read. */
export function readNoise(file: string): NoiseRow[] {
  return parsed(readText(file), file)
}

/**
 * Adds what was measured now to the noise of other series and machines. @throws FolderError when the disk does not take
 * it.
 */
export function addNoise(file: string, now: readonly NoiseRow[]): void {
  changeFile(file, (text) => noiseCsv(mergedNoise(parsed(text, file), now)))
}

function parsed(text: string | undefined, file: string): NoiseRow[] {
  return text === undefined ? [] : parseNoise(text, file)
}
