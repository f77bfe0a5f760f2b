import { join } from 'node:path'

/** The folder of a comparison when none is named. */
export function defaultOut(reportsRoot: string, at: string, name: string): string {
  return join(reportsRoot, 'runs', `${at.replace(/[:.]/g, '-').slice(0, 23)}-${name}`)
}
