import { ConfigError } from '../../bench/core/config-error.ts'
import { ownModule } from '../../bench/core/own-code.ts'
import { notOneOf } from '../../bench/core/suggestion.ts'
import type { Check } from '../../bench/verify/check.ts'
import { SCENARIOS } from '../../bench/verify/scenarios.ts'
import { checksJson, checksText } from '../../reports/verify/verify.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { ThreadPool } from '../cli/thread-pool.ts'

const IDS = [...new Set(SCENARIOS.map(({ id }) => id))]

export interface VerifyOptions {
  /** Only these ids; all when empty. */
  readonly ids: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
}

/**
 * Measures all published scenarios in threads, and prints published and measured figures side by side. A miss fails.
 * @throws ConfigError for an unknown id.
 */
export async function verifyCommand({ ids, json, quiet }: VerifyOptions, console: Console): Promise<ExitCode> {
  const unknown = ids.find((id) => !IDS.includes(id))
  if (unknown !== undefined) {
    throw new ConfigError(`verify: ${notOneOf(IDS, unknown)}`)
  }
  // A thread is given the place of a scenario in the list: its function cannot be sent.
  const places = [...SCENARIOS.keys()].filter((place) => ids.length === 0 || ids.includes(SCENARIOS[place]!.id))
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, quiet || json)
  const pool = new ThreadPool<number, Check[]>(ownModule('./verify-worker', import.meta.url), 'checksAt')
  const made = new Map<number, Check[]>()
  const report = (what: string) => progress.line(`${made.size}/${places.length} scenarios${what}`)
  try {
    report('')
    await pool.each(places, signal, (checks, place) => {
      made.set(place, checks)
      report(`, ${SCENARIOS[place]!.id} ${SCENARIOS[place]!.title}`)
    })
  } finally {
    progress.clear()
    await pool.close()
    release()
  }
  return concluded(
    places.flatMap((place) => made.get(place) ?? []),
    { json, interrupted: signal.aborted },
    console,
  )
}

/** Prints the checks that were made; the exit code follows from them. */
export function concluded(
  checks: readonly Check[],
  { json, interrupted }: { readonly json: boolean; readonly interrupted: boolean },
  console: Console,
): ExitCode {
  if (json) console.out(checksJson(checks))
  else if (checks.length > 0) console.out(checksText(checks, console.outWidth ?? Number.POSITIVE_INFINITY))
  if (interrupted) {
    console.err('interrupted: the checks that are missing were not made\n')
    return EXIT.interrupted
  }
  return checks.every(({ ok }) => ok) ? EXIT.fine : EXIT.gateFailed
}
