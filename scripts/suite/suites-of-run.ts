import { counted } from '../../reports/format.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { simulatable } from './simulatable.ts'
import { suitesToRun } from './suite-names.ts'

/**
 * The suites that `run` means. Without names, virtual time leaves out those that only real time can run, and says so;
 * where it can run none, they stay, so that their reasons are reported. @throws ConfigError for an unknown name.
 */
export async function suitesOfRun(
  { suites: asked, clock }: { readonly suites: readonly string[]; readonly clock: string },
  { console, project, resolvePath }: CommandContext,
): Promise<string[]> {
  const suites = await suitesToRun(asked, project, resolvePath)
  if (asked.length > 0 || clock !== 'virtual') return suites
  const kept = await simulatable(suites)
  if (kept.length === 0) return suites
  const left = suites.length - kept.length
  if (left > 0) console.err(`left out, since only real time can run them: ${counted(left, 'suite')}\n`)
  return kept
}
