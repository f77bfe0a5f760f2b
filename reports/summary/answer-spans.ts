import { oneLine } from '../../bench/core/printable.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { counted } from '../format.ts'
import { type Span, toned } from '../span.ts'
import { tableSpans } from '../table.ts'
import { wrapped } from '../wrapped.ts'
import { terminalColumns } from './answer-columns.ts'
import { findingsText } from './finding-text.ts'
import { sparkColumn } from './sparkline.ts'
import type { ArmAnswer, SuiteAnswer } from './summary-data.ts'
import { basisLines, undecidedLines } from './verdict-lines.ts'

/** Longest sentence. Names, reasons and messages in it come from suites, services and workers. */
const SENTENCE_MAX = 5000
/** Most reasons that are shown, since each seed may have another. */
const REASONS_MAX = 4

/**
 * The answer of a suite for a terminal: the question, the number of runs, a row for each arm, and the findings. `runs`
 * are the runs of the suite.
 */
export function answerSpans(answer: SuiteAnswer, runs: readonly RunResult[], width: number): Span[] {
  const { suite, question, plan, arms } = answer
  const paragraph = (text: string) => ({ text: `${wrapped(oneLine(text, SENTENCE_MAX), width)}\n` })
  const { columns, ...shown } = terminalColumns(arms)
  const asked = `${question}${plan === null ? '' : ` (with --plan ${plan} instead of the suite's load)`}`
  return [
    ...headSpans(oneLine(suite), factsOf(arms), width),
    { text: '\n' },
    paragraph(asked),
    { text: '\n' },
    ...tableSpans(columns, arms, width, { ...shown, last: sparkColumn(arms, runs) }),
    { text: '\n' },
    paragraph(findingsText(answer)),
    ...reasons(arms).map(paragraph),
  ]
}

/** The first reasons why arms are undecided, then remarks on what the other verdicts rest on. */
function reasons(arms: readonly ArmAnswer[]): string[] {
  const lines = undecidedLines(arms)
  const more = lines.length - REASONS_MAX
  return [...lines.slice(0, REASONS_MAX), ...(more > 0 ? [`(and ${more} more in report.md)`] : []), ...basisLines(arms)]
}

/** The name of the suite and the facts of its runs, in one line where both fit. */
function headSpans(name: string, facts: string, width: number): Span[] {
  const isOneLine = name.length + 2 + facts.length <= width
  return [
    toned(isOneLine ? name : wrapped(name, width), 'strong'),
    { text: isOneLine ? '  ' : '\n' },
    toned(isOneLine ? facts : wrapped(facts, width), 'faint'),
    { text: '\n' },
  ]
}

/** `5 arms, 20 repeats each, virtual time, all valid`. */
function factsOf(arms: readonly ArmAnswer[]): string {
  const [first] = arms
  const variants = new Set(arms.map(({ variant }) => variant)).size
  const names = new Set(arms.map(({ arm }) => arm)).size
  const runs = arms.reduce((sum, { repeats }) => sum + repeats, 0)
  const isEven = arms.every(({ repeats }) => repeats === first?.repeats)
  return [
    ...(variants > 1 ? [counted(variants, 'variant')] : []),
    counted(names, 'arm'),
    isEven ? `${counted(first?.repeats ?? 0, 'repeat')} each` : counted(runs, 'run'),
    `${first?.clock} time`,
    arms.every(({ status }) => status === 'valid') ? 'all valid' : 'not all valid',
  ].join(', ')
}
