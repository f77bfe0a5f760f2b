import { COMPARISON_FILE, type Comparison } from '../../reports/compare/comparison.ts'
import type { Row } from '../../reports/compare/row.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { type PrintOptions, showComparison } from './compare-command.ts'

export interface SessionOptions extends PrintOptions {
  readonly out: string
}

interface Tools {
  readonly signal: AbortSignal
  readonly progress: ProgressLine
}

/**
 * Measures, prints and writes a comparison, also the part measured before Ctrl-C. `codeOf`: exit code of a complete
 * one.
 */
export async function comparisonSession(
  options: SessionOptions,
  console: Console,
  codeOf: (rows: readonly Row[]) => ExitCode,
  measure: (tools: Tools) => Promise<Comparison | undefined>,
): Promise<ExitCode> {
  const folder = ResultFolder.open(options.out, COMPARISON_FILE)
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet || options.json)
  try {
    const comparison = await measure({ signal, progress })
    progress.clear()
    if (comparison === undefined) {
      console.err('nothing was measured\n')
      return EXIT.interrupted
    }
    showComparison(comparison, folder, options, console)
    return signal.aborted ? EXIT.interrupted : codeOf(comparison.rows)
  } finally {
    progress.clear()
    folder.release()
    release()
  }
}
