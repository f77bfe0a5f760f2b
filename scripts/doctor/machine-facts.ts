import { readFileSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'
import { cpuTimes, othersCores } from '../../bench/core/cpu-meter.ts'
import { LoopDelay } from '../../bench/core/loop-delay.ts'
import { openFilesMax } from '../../bench/core/open-files.ts'
import { RealClock } from '../../bench/core/real-clock.ts'

/** How long the machine is watched at rest. */
const WATCHED_MS = 1000
/** From one timer to the next. */
const TIMER_EVERY_MS = 10

/** Facts about this machine that a run depends on. */
export interface MachineFacts {
  readonly node: string
  readonly cores: number
  /** Cores that other programs used while this one watched; null where the system does not count. */
  readonly others: number | null
  /** 99th percentile of the delay of the event loop at rest, whole ms. */
  readonly loopDelayP99Ms: number
  /** Median lateness of a timer at rest, ms. */
  readonly timerMs: number
  /** Infinity where the system does not say. */
  readonly openFiles: number
  /** Local ports for connections; undefined where this is not known. */
  readonly ports: number | undefined
  /** Memory that this process may still take, bytes. */
  readonly memoryBytes: number
}

/** Watches this machine for a second. */
export async function machineFacts(): Promise<MachineFacts> {
  const openFiles = openFilesMax()
  const before = cpuTimes()
  const loop = new LoopDelay()
  loop.restart()
  const timerMs = await medianLatenessMs()
  loop.stop()
  return {
    node: process.version,
    cores: availableParallelism(),
    others: othersCores(before, cpuTimes()),
    loopDelayP99Ms: loop.p99Ms(),
    timerMs,
    openFiles,
    ports: localPorts(),
    memoryBytes: process.availableMemory?.() ?? freemem(),
  }
}

/** Sets timers one after the other and returns how late the middle one came, ms. */
function medianLatenessMs(): Promise<number> {
  const clock = new RealClock()
  const lateMs: number[] = []
  return new Promise((resolve) => {
    const next = (dueMs: number) => {
      clock.at(dueMs, () => {
        lateMs.push(clock.nowMs() - dueMs)
        if (dueMs + TIMER_EVERY_MS <= WATCHED_MS) return next(dueMs + TIMER_EVERY_MS)
        clock.stop()
        resolve(lateMs.sort((a, b) => a - b)[Math.floor(lateMs.length / 2)]!)
      })
    }
    next(TIMER_EVERY_MS)
  })
}

/** Linux says in a file which ports connections use. */
function localPorts(): number | undefined {
  try {
    const [from, to] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number)
    return to! - from! + 1
  } catch {
    return undefined
  }
}
