import { FolderError } from '../../reports/files/folder-error.ts'
import type { ProgressLine } from './progress.ts'

/**
 * Saves between the parts of a long work. What the disk does not take then is no reason to stop: it is reported once,
 * and whoever saves at the end, after the result was printed, meets the error again.
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
