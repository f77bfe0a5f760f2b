import { createReadStream } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import { TraceParser } from '../../bench/load/trace.ts'
import { fileStats } from './file-stats.ts'

/** Ten million lines of fifty characters. */
const BYTES_MAX = 500_000_000
/** A longer line is no line of a table. */
const LINE_MAX = 100_000

/**
 * Reads the due times, ms, in a CSV file piece by piece. @throws ConfigError for a file that is none or has mistakes.
 */
export async function readTraceFile(path: string): Promise<number[]> {
  const { size } = fileStats(path)
  if (size > BYTES_MAX) throw new ConfigError(`must be at most ${BYTES_MAX} bytes, got ${size}`)
  const parser = new TraceParser()
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop()!
    parser.add(lines)
    if (rest.length > LINE_MAX) throw new ConfigError(`must have lines of at most ${LINE_MAX} characters`)
  }
  parser.add([rest])
  return parser.end()
}
