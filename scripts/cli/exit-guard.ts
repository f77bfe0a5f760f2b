import { writeSync } from 'node:fs'
import { EXIT } from './exit-code.ts'

/** Codes with which this program itself ends in the middle of its work. */
const OWN: readonly number[] = [EXIT.interrupted, EXIT.bug]

/**
 * Gives the process exit code 4 if the code of a suite ends it: an early end must not look like a success. The returned
 * function ends the guard.
 */
export function guardExit(): () => void {
  const onExit = (code: number) => {
    if (OWN.includes(code)) return
    process.exitCode = EXIT.cannotRun
    writeSync(
      process.stderr.fd,
      'the code of a suite ended the process during a run; results since the last save are lost\n',
    )
  }
  process.on('exit', onExit)
  return () => process.off('exit', onExit)
}
