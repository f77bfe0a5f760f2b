import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { PACKAGE } from '../../bench/core/own-code.ts'
import { elapsedMs, isoNow } from '../../bench/core/real-clock.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Environment } from '../../reports/data/run-data.ts'
import { codeHash } from './fingerprint.ts'
import { repositoryState } from './git.ts'

const CALIBRATION_STEPS = 200_000
/**
 * The code is compiled in the first rounds. The best of the others counts, since any disturbance makes a round slower.
 */
const CALIBRATION_ROUNDS = 8

/** The version of this package. */
export const { version: VERSION } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as {
  version: string
}

/**
 * Facts that must be equal for comparable figures in real time: system, processor, number of cores, memory in GB and
 * major version of Node. The kernel's release is left out: it changes often and moves little.
 */
export function environmentClass(): string {
  const memoryGb = Math.round(totalmem() / 2 ** 30)
  const node = process.version.split('.')[0]!.slice(1)
  return `${platform()} ${arch()}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, ${memoryGb} GB, node ${node}`
}

/** Environment class of figures to which workers contributed: it names each class that differs from this host's. */
export function sharedClass(own: string, runs: readonly RunResult[]): string {
  const classes = new Set(runs.flatMap(({ workers = [] }) => workers.map(({ environmentClass }) => environmentClass)))
  classes.delete(own)
  return classes.size === 0 ? own : `${own}; workers: ${[...classes].sort().join('; ')}`
}

/** Machine, code and command of a run. The commit is that of the repository in `folder`, null where there is none. */
export function environmentOf(command: readonly string[], folder: string): Environment {
  const state = repositoryState(folder)
  return {
    stormbench: VERSION,
    ...state,
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    class: environmentClass(),
    calibration: calibrationScore(),
    command: command.join(' '),
    startedAt: isoNow(),
  }
}

/** Version and a hash of the code. Programs that differ in it may measure differently, even of one commit. */
export function programVersion(): string {
  return `${VERSION} (code ${codeHash().slice(0, 12)})`
}

/**
 * Speed of one core of this machine now: millions of draws per second, in the best of some rounds of a few
 * milliseconds. A draw has about 20 integer operations. Comparable only between runs of one environment class.
 */
function calibrationScore(): number {
  let bestMs = Number.POSITIVE_INFINITY
  for (let round = 0; round < CALIBRATION_ROUNDS; round++)
    bestMs = Math.min(
      bestMs,
      elapsedMs(() => compute(round)),
    )
  return Number((CALIBRATION_STEPS / bestMs / 1000).toFixed(1))
}

/** Each step needs the one before, so that none can be left out. */
function compute(round: number): number {
  let last = round
  for (let step = 0; step < CALIBRATION_STEPS; step++) last = draw(round, STREAM.service, step, Math.floor(last * 1000))
  return last
}
