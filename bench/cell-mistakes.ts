import type { Cell } from './cell.ts'
import { mistakesOfFault } from './fault-mistakes.ts'
import { loadDurationMs, loadExcess, usesRho } from './load/load.ts'
import { brokerKindOf } from './queue/broker.ts'

/** A broken rule between parts of a suite. The path starts at the suite or at its variant. */
export interface CellMistake {
  readonly path: (string | number)[]
  readonly message: string
}

/** Returns the mistakes between the parts of a cell, each of which is right in itself. */
export function mistakesOfCell(cell: Cell): CellMistake[] {
  const { target, faults, load, arm, armSpec } = cell
  const mistakes: CellMistake[] = []
  if (usesRho(load)) {
    const message = 'must be in requests per second: the capacity of this target is not known, so rho means nothing'
    return [{ path: ['load'], message }]
  }
  const excess = loadExcess(load)
  if (excess !== undefined) mistakes.push({ path: ['load'], message: excess })
  if (target.model === 'url' && faults.length > 0 && target.proxy === false) {
    mistakes.push({ path: ['target', 'proxy'], message: 'must be true or left out: the proxy makes the faults' })
  }
  if (target.model === 'url' && faults.length > 0 && target.http2) {
    mistakes.push({ path: ['faults'], message: 'must be empty with http2: the fault proxy speaks HTTP/1.1' })
  }
  if (target.model === 'call' && faults.length > 0 && target.through === undefined) {
    const message = 'must be empty for a call without target.through, the address of its service: tcp://host:port'
    mistakes.push({ path: ['faults'], message })
  }
  const endMs = loadDurationMs(load)
  const unread = load.trace?.file !== undefined && load.trace.timesMs === undefined
  if (unread) return mistakes
  for (const [i, fault] of faults.entries()) {
    if (fault.fromMs >= endMs) {
      mistakes.push({ path: ['faults', i, 'fromMs'], message: `must be before the load ends at ${endMs} ms` })
    }
    mistakes.push(
      ...mistakesOfFault(target, fault).map(({ path, message }) => ({ path: ['faults', i, ...path], message })),
    )
  }
  if (armSpec.style === 'queue' && (armSpec.broker.crash?.atMs ?? 0) >= endMs) {
    mistakes.push({
      path: ['arms', arm, 'broker', 'crash', 'atMs'],
      message: `must be before the load ends at ${endMs} ms`,
    })
  }
  mistakes.push(...consumerCrashMistakes(cell, endMs))
  if (armSpec.style === 'queue' && armSpec.redrive !== undefined && armSpec.redrive.atMs >= endMs) {
    mistakes.push({ path: ['arms', arm, 'redrive', 'atMs'], message: `must be before the load ends at ${endMs} ms` })
  }
  return mistakes
}

/** Mistakes where the consumer cannot be killed, or where its crash would show nothing. */
function consumerCrashMistakes({ arm, armSpec }: Cell, endMs: number): CellMistake[] {
  if (armSpec.style !== 'queue' || armSpec.consumers.crash === undefined) return []
  const { consumers, broker } = armSpec
  const path = ['arms', arm, 'consumers', 'crash']
  if (brokerKindOf(broker) === 'memory') {
    return [{ path, message: 'must be left out for the broker in this process: no other process can consume from it' }]
  }
  const mistakes: CellMistake[] = []
  if (broker.crash !== undefined) {
    mistakes.push({ path, message: 'must be left out where the broker is killed: what comes back could be of either' })
  }
  if (consumers.crash!.atMs >= endMs) {
    mistakes.push({ path: [...path, 'atMs'], message: `must be before the load ends at ${endMs} ms` })
  }
  return mistakes
}
