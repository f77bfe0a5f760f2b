import { ConfigError } from '../../bench/core/config-error.ts'
import type { MinChange } from '../../reports/compare/min-change.ts'
import { projectAt } from '../project/find-project.ts'
import type { ProjectPlace } from './install.ts'
import type { Places } from './side-suites.ts'

/** The smallest change of exact figures that counts, and a remark on where it is from. */
export interface SmallestChange {
  readonly minChange: MinChange
  readonly notes: readonly string[]
}

/**
 * The smallest change between two commits: `given` on the command line, else the stricter one of their configurations.
 * So a change cannot loosen its own gate. Of a share and `measured` neither is stricter, and that of base counts.
 */
export async function smallestChange(
  { base, head }: Pick<Places, 'base' | 'head'>,
  given: MinChange | undefined,
): Promise<SmallestChange> {
  if (given !== undefined) return { minChange: given, notes: noteOf(given, 'by --min-change') }
  const [was, is] = [await configured(base), await configured(head)]
  if (was === is) return { minChange: was, notes: noteOf(was, 'by the configuration') }
  const isHead = typeof was === 'number' && typeof is === 'number' ? is < was : is === 0
  const [minChange, side, other] = isHead ? [is, 'head', was] : [was, 'base', is]
  const note = `${textOf(minChange)}, by the configuration of ${side}. The other one has ${sizeOf(other)}.`
  return { minChange, notes: [note] }
}

/** The one of a checkout. Any change counts where the configuration does not say it, or cannot be read. */
async function configured({ project, top }: ProjectPlace): Promise<MinChange> {
  try {
    return (await projectAt(project, top)).minChange ?? 0
  } catch (error) {
    if (error instanceof ConfigError) return 0
    throw error
  }
}

function noteOf(minChange: MinChange, origin: string): string[] {
  return minChange === 0 ? [] : [`${textOf(minChange)}, ${origin}.`]
}

function textOf(minChange: MinChange): string {
  return `Smallest change of exact figures: ${sizeOf(minChange)}`
}

function sizeOf(minChange: MinChange): string {
  if (minChange === 'measured') return 'that of measured figures'
  return minChange === 0 ? 'any' : `${Number((minChange * 100).toFixed(6))} %`
}
