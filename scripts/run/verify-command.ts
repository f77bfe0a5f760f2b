import type { Command } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import type { Check } from '../../bench/verify/check.ts'
import { SCENARIOS, type Scenario } from '../../bench/verify/scenarios.ts'
import { checksJson, checksText } from '../../reports/verify.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'

export interface VerifyOptions {
  /** Only these ids; all when empty. */
  readonly ids: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
}

/** Adds the command that reproduces published results. */
export function addVerify(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('verify')
    .description('reproduce published scenarios and closed forms in virtual time, and compare')
    .argument('[ids...]', `only these: ${idsOf(SCENARIOS).join(' ')}`)
    .option('--quiet', 'print nothing but the table', false)
    .option('--json', 'print one JSON document', false)
    .addHelpText('after', `\n${SCENARIOS.map(({ id, title }) => `  ${id.padEnd(4)} ${title}\n`).join('')}`)
    .action(async (ids: string[], flags: Omit<VerifyOptions, 'ids'>) =>
      done(await verifyCommand({ ids, ...flags }, console)),
    )
}

/** Measures everything that is published, prints it side by side; a miss fails. @throws ConfigError for an unknown id. */
export async function verifyCommand(
  { ids, json, quiet }: VerifyOptions,
  console: Console,
  scenarios: readonly Scenario[] = SCENARIOS,
): Promise<ExitCode> {
  const unknown = ids.find((id) => !idsOf(scenarios).includes(id))
  if (unknown !== undefined) {
    throw new ConfigError(`verify: must be one of ${idsOf(scenarios).join(', ')}, got ${JSON.stringify(unknown)}`)
  }
  const chosen = scenarios.filter(({ id }) => ids.length === 0 || ids.includes(id))
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, quiet || json)
  const checks: Check[] = []
  try {
    for (const [i, { id, title, check }] of chosen.entries()) {
      progress.line(`${i + 1}/${chosen.length} ${id} ${title}`)
      await breathe()
      for (const one of check()) {
        if (signal.aborted) break
        checks.push(one)
        progress.line(`${i + 1}/${chosen.length} ${id} ${one.name}: ${one.ok ? 'holds' : 'does not hold'}`)
        await breathe()
      }
      if (signal.aborted) break
    }
  } finally {
    progress.clear()
    release()
  }
  console.out(json ? checksJson(checks) : checksText(checks, console.outWidth ?? Number.POSITIVE_INFINITY))
  if (signal.aborted) {
    console.err('interrupted: the checks that are missing were not made\n')
    return EXIT.interrupted
  }
  return checks.every(({ ok }) => ok) ? EXIT.fine : EXIT.gateFailed
}

function idsOf(scenarios: readonly Scenario[]): string[] {
  return [...new Set(scenarios.map(({ id }) => id))]
}
