import { meanMs } from '../../bench/core/distribution.ts'
import type { WorkersSpec } from '../spec.ts'
import { CODEL_DEFAULTS, Codel } from './codel.ts'
import type { Line, Waiting } from './line.ts'

/** Takes out the next attempt for a free worker. Passes attempts that get no work at all to `drop`. */
export type Take = (line: Line, nowMs: number, drop: (waiting: Waiting) => void) => Waiting | undefined

/** The order in which one shard works. */
export function takeOf({ discipline, slots, codel }: WorkersSpec): Take {
  switch (discipline) {
    case 'fifo':
      return (line) => line.takeOldest()
    case 'lifo':
      return (line) => line.takeNewest()
    case 'adaptive-lifo':
      return (line) => (line.size > slots ? line.takeNewest() : line.takeOldest())
    case 'codel': {
      const controller = new Codel(codel ?? CODEL_DEFAULTS)
      return (line, nowMs, drop) => controller.take(line, nowMs, drop)
    }
  }
}

/** Most attempts that may wait in one shard. */
export function waitingMax({ slots, service, queueMax, queueMaxMs }: WorkersSpec): number {
  if (queueMaxMs === undefined) return queueMax
  // In binary, 0.3 / 0.1 is a little less than 3.
  const inTime = Math.floor(((slots * queueMaxMs) / meanMs(service)) * (1 + 1e-12))
  return Math.min(queueMax, Math.max(1, inTime))
}
