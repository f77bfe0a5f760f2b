import { type FalseAlarms, falseAlarmsOf, isFalseAlarm } from '../../bench/compare/false-alarms.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import { percent } from '../../reports/format.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { writeDocument } from '../cli/document-file.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { type FalseAlarmFlags, METRICS_PER_ARM } from './false-alarms-program.ts'

/** Counts how often the comparison tells identical things apart; exit code 1 when that is more often than promised. */
export async function falseAlarmsCommand(
  flags: FalseAlarmFlags,
  { console, resolvePath }: CommandContext,
): Promise<ExitCode> {
  const { comparisons, runs, seed } = flags
  const trial = { runs, seed, series: flags.arms * METRICS_PER_ARM }
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, flags.quiet)
  let alarms = 0
  let done = 0
  try {
    for (; done < comparisons && !signal.aborted; done++) {
      if (isFalseAlarm(done, trial)) alarms += 1
      progress.line(`${done + 1}/${comparisons} comparisons, ${alarms} false alarms`)
      await breathe()
    }
  } finally {
    progress.clear()
    release()
  }
  const found = falseAlarmsOf(alarms, done, trial)
  if (done > 0 && flags.out !== undefined) writeDocument(resolvePath(flags.out), `${JSON.stringify(found)}\n`)
  if (done > 0) console.out(flags.json ? `${JSON.stringify(found)}\n` : falseAlarmsText(found))
  if (signal.aborted) return EXIT.interrupted
  return found.holds ? EXIT.fine : EXIT.gateFailed
}

function falseAlarmsText({ comparisons, alarms, share, low, high, series, runs, max, holds }: FalseAlarms): string {
  return (
    `${alarms} false alarms in ${comparisons} comparisons of a thing with itself (${series} gate series, ${runs} runs on each side): ` +
    `${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}; promised are at most ${percent(max)}: ${holds ? 'kept' : 'broken'}\n`
  )
}
