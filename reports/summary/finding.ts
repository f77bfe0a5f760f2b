import type { SuiteAnswer } from './summary-data.ts'

/** Sentences that say what a suite shows. */
export function findingsText({ findings }: Pick<SuiteAnswer, 'findings'>): string {
  return findings.map(({ text }) => text).join(' ')
}
