import type { Tone } from '../../reports/span.ts'
import { type Column, tableSpans } from '../../reports/table.ts'
import { type Console, outSpans } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { type Check, type Finding, SIGNS, type Sign } from './finding.ts'

const DOCTOR_SCHEMA = 1

const CODES: Readonly<Record<Sign, ExitCode>> = {
  ok: EXIT.fine,
  note: EXIT.fine,
  doubtful: EXIT.notJudged,
  impossible: EXIT.cannotRun,
}

/** Runs all checks in turn and prints their findings. The worst one gives the exit code. */
export async function doctorCommand(checks: readonly Check[], json: boolean, console: Console): Promise<ExitCode> {
  const findings: Finding[] = []
  for (const check of checks) findings.push(...(await check()))
  const worst = SIGNS.findLast((sign) => findings.some((finding) => finding.sign === sign)) ?? 'ok'
  if (json) console.out(`${JSON.stringify({ schema: DOCTOR_SCHEMA, worst, findings }, undefined, 2)}\n`)
  else print(findings, worst, console)
  return CODES[worst]
}

function print(findings: readonly Finding[], worst: Sign, console: Console): void {
  outSpans(console, tableSpans(COLUMNS, findings, console.outWidth ?? Number.POSITIVE_INFINITY))
  const advised = findings.filter(({ advice }) => advice !== '')
  if (advised.length > 0) console.out('\n')
  for (const { check, advice } of advised) console.out(`${check}: ${advice}\n`)
  console.out(`\n${VERDICTS[worst]}\n`)
}

const TONES: Readonly<Record<Sign, Tone | undefined>> = {
  ok: 'good',
  note: undefined,
  doubtful: 'late',
  impossible: 'bad',
}

const COLUMNS: readonly Column<Finding>[] = [
  { head: '', cell: ({ sign }) => sign, tone: ({ sign }) => TONES[sign] },
  { head: 'check', cell: ({ check }) => check },
  { head: 'found', cell: ({ found }) => found },
]

const VERDICTS: Readonly<Record<Sign, string>> = {
  ok: 'Runs are possible here.',
  note: 'Runs are possible here.',
  doubtful: 'A run here may be invalid.',
  impossible: 'A run here cannot start, or not with every suite.',
}
