import type { Cell } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { descriptorsFor, openFilesMax } from '../../bench/core/open-files.ts'
import { inSteps } from '../../bench/core/steps.ts'
import { type ConnectionsNeeded, connectionsNeeded, sufficesForAny } from '../../bench/engine/connections-needed.ts'
import { isProxied, isService } from '../../targets/spec.ts'

interface CheckOptions {
  /** Processes that make the load; undefined when this one does. */
  readonly workers: number | undefined
  readonly signal: AbortSignal
  /** Receives a line about arms that may need more on a busy machine. */
  readonly onLine: (line: string) => void
  /** @defaultValue the limit of this process */
  readonly descriptorsMax?: number
}

/**
 * Refuses cells that need more connections at once than this process may open. @throws CannotRunError with the figures
 * of each, and with the command that raises the limit.
 */
export async function checkConnections(cells: readonly Cell[], options: CheckOptions): Promise<void> {
  const { descriptorsMax = openFilesMax(), signal, onLine } = options
  if (sufficesForAny(descriptorsMax)) return
  const checked: Checked[] = []
  for (const cell of cells) checked.push(checkedCell(cell, await neededBy(cell, signal), options.workers))
  if (signal.aborted) return
  const refused = checked.filter(({ least }) => least > descriptorsMax)
  if (refused.length > 0) throw new CannotRunError(refusal(refused, descriptorsMax))
  const most = Math.max(...checked.map((one) => one.most))
  if (most <= descriptorsMax) return
  const names = checked.filter((one) => one.most > descriptorsMax).map(({ name }) => name)
  onLine(
    `this process may open ${descriptorsMax} file descriptors. On a busy machine up to ${most} may be needed by ${names.join(', ')}; a run that finds none left is invalid. ${advice(most)}`,
  )
}

interface Checked {
  readonly name: string
  readonly connections: number
  /** Ends of each connection that are in this process. A fault proxy has one end of the client's, and a further one. */
  readonly ends: 1 | 2 | 3
  /** Descriptors when nothing is late, and when as much is late as may be. */
  readonly least: number
  readonly most: number
}

function checkedCell(cell: Cell, needed: ConnectionsNeeded, workers: number | undefined): Checked {
  const isRemote = isService(cell.target)
  const ends = isProxied(cell.target) ? 3 : isRemote || workers !== undefined ? 1 : 2
  // Where the service is elsewhere, each worker has only its own connections.
  const here = (connections: number) => Math.ceil(connections / (isRemote ? (workers ?? 1) : 1))
  return {
    name: `${cell.suite} ${cell.variant} ${cell.arm}`,
    connections: here(needed.least),
    ends,
    least: descriptorsFor(here(needed.least), ends),
    most: descriptorsFor(here(needed.most), ends),
  }
}

const WHERE = {
  1: '',
  2: ' with both ends in this process',
  3: ' with both ends in this process, and as many from the fault proxy to the service',
} as const

function refusal(refused: readonly Checked[], descriptorsMax: number): string {
  const lines = refused.map(({ name, least, connections, ends }) => {
    return `${name}: needs ${least} file descriptors, for ${connections} connections at once${WHERE[ends]}`
  })
  const least = Math.max(...refused.map((one) => one.least))
  return `${lines.join('\n')}\nThis process may open ${descriptorsMax}. ${advice(least)}`
}

/** Advice to raise the hard limit: Node has already raised the soft limit to it. */
function advice(descriptors: number): string {
  return `Raise the hard limit of the shell, such as with \`sudo prlimit --pid $$ --nofile=${descriptors}\`, or of the container with \`--ulimit nofile=${descriptors}\`.`
}

/** Connections that a cell needs. A cell that cannot be simulated shows only in its run how many. */
async function neededBy(cell: Cell, signal: AbortSignal): Promise<ConnectionsNeeded> {
  try {
    return await inSteps(connectionsNeeded(cell, signal))
  } catch (error) {
    if (error instanceof ConfigError) return { least: 0, most: 0 }
    throw error
  }
}
