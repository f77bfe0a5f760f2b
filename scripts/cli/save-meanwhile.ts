import { FolderError } from '../../reports/files/folder-error.ts'
import type { ProgressLine } from './progress.ts'

/**
 * Saves between the parts of a long work. A full disk does not stop the work: its error is reported once. The save at
 * the end, after the result was printed, throws it again.
 */
export function savesMeanwhile(save: () => void, progress: Pick<ProgressLine, 'say'>): () => void {
  let isReported = false
  return () => {
    try {
      save()
    } catch (error) {
      if (!(error instanceof FolderError)) throw error
      if (!isReported) progress.say(`${error.message}; the work goes on`)
      isReported = true
    }
  }
}
