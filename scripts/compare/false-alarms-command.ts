import { ownModule } from '../../bench/core/own-code.ts'
import { type FalseAlarms, type FalseAlarmTrial, falseAlarmsOf } from '../../reports/compare/false-alarms.ts'
import { percent } from '../../reports/format.ts'
import type { Console } from '../cli/console.ts'
import { writeDocument } from '../cli/document-file.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { ThreadPool } from '../cli/thread-pool.ts'

export interface FalseAlarmsOptions extends FalseAlarmTrial {
  readonly comparisons: number
  readonly json: boolean
  /** File for the JSON document; none when undefined. */
  readonly out: string | undefined
  readonly quiet: boolean
}

/** One comparison. */
export interface AlarmJob {
  readonly index: number
  readonly trial: FalseAlarmTrial
}

/**
 * Counts how often the comparison finds a difference between identical things. Exit code 1 when that is more often than
 * promised.
 */
export async function falseAlarmsCommand(options: FalseAlarmsOptions, console: Console): Promise<ExitCode> {
  const { comparisons, runs, seed, series, json, out, quiet } = options
  const trial = { runs, seed, series }
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, quiet)
  const pool = new ThreadPool<AlarmJob, boolean>(ownModule('./false-alarms-worker', import.meta.url), 'isAlarm')
  function* jobs(): Generator<AlarmJob> {
    for (let index = 0; index < comparisons; index++) yield { index, trial }
  }
  let alarms = 0
  let done = 0
  const report = () => progress.line(`${done}/${comparisons} comparisons, ${alarms} false alarms`)
  try {
    report()
    await pool.each(jobs(), signal, (isAlarm) => {
      if (isAlarm) alarms += 1
      done += 1
      report()
    })
  } finally {
    progress.clear()
    await pool.close()
    release()
  }
  const found = falseAlarmsOf(alarms, done, trial)
  if (done > 0) console.out(json ? `${JSON.stringify(found)}\n` : falseAlarmsText(found))
  if (done > 0 && out !== undefined) writeDocument(out, `${JSON.stringify(found)}\n`)
  if (signal.aborted) return EXIT.interrupted
  return found.holds ? EXIT.fine : EXIT.gateFailed
}

function falseAlarmsText({ comparisons, alarms, share, low, high, series, runs, max, holds }: FalseAlarms): string {
  return (
    `${alarms} false alarms in ${comparisons} comparisons of a thing with itself (${series} gate series, ${runs} runs on each side): ` +
    `${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}; promised are at most ${percent(max)}: ${holds ? 'kept' : 'broken'}\n`
  )
}
