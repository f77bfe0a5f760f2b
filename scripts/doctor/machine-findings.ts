import { connectionsFor } from '../../bench/core/open-files.ts'
import { sufficesForAny } from '../../bench/engine/connections-needed.ts'
import { boundsWithin } from '../../bench/metrics/validity-bounds.ts'
import { coresText } from '../../reports/summary/doubts.ts'
import { CORES_NEEDED } from '../run/busy-text.ts'
import { type Finding, fine } from './finding.ts'
import type { MachineFacts } from './machine-facts.ts'
import { isWithin } from './version-range.ts'

/** Bound of a suite without a short deadline on the delay of the event loop. */
const LOOP_DELAY_MAX_MS = boundsWithin(Number.POSITIVE_INFINITY).eventLoopDelayP99MaxMs
/** Timers that come later than this blur latencies of a few ms. */
const TIMER_MAX_MS = 5
/** The suite `burst` needs about 400 connections at once, and others need thousands. */
const CONNECTIONS_MIN = 500
/** A closed connection keeps its port for a minute, so this many ports allow about 80 new connections per second. */
const PORTS_MIN = 5000
/** A run of `burst` with its target takes 200 MB. */
const MEMORY_MIN_BYTES = 256 * 2 ** 20

/** Judges a machine. `engines`: versions of Node that the package takes, such as `>=20.19`. */
export function machineFindings(facts: MachineFacts, engines: string): Finding[] {
  return [
    node(facts, engines),
    cores(facts),
    cpu(facts),
    loop(facts),
    timers(facts),
    files(facts),
    ports(facts),
    memory(facts),
  ]
}

function node({ node: version }: MachineFacts, engines: string): Finding {
  const found = `${version} (needs ${engines})`
  if (isWithin(version, engines)) return fine('Node', found)
  return { check: 'Node', sign: 'impossible', found, advice: `Install Node ${engines.replace(/^\D+/, '')} or later.` }
}

function cores({ cores: count }: MachineFacts): Finding {
  if (count > 1) return fine('cores', `${count}`)
  const advice = 'Generator and target need two cores in bursts. Use --clock virtual, or a host with more.'
  return { check: 'cores', sign: 'doubtful', found: `${count}`, advice }
}

function cpu({ others, cores: count }: MachineFacts): Finding {
  if (others === null) return fine('free CPU', 'not known here')
  const found = `other programs use ${coresText(others, count)}`
  if (count - others >= CORES_NEEDED || count === 1) return fine('free CPU', found)
  const advice = 'Stop other programs, or use --clock virtual: requests may start late.'
  return { check: 'free CPU', sign: 'doubtful', found, advice }
}

function loop({ loopDelayP99Ms: delayMs }: MachineFacts): Finding {
  const found = `p99 ${delayMs} ms at rest`
  if (delayMs <= LOOP_DELAY_MAX_MS) return fine('event loop', found)
  const advice = `A run is invalid above ${LOOP_DELAY_MAX_MS} ms. Something holds this process up, such as a debugger or a full host.`
  return { check: 'event loop', sign: 'doubtful', found, advice }
}

function timers({ timerMs }: MachineFacts): Finding {
  const found = `${timerMs.toFixed(2)} ms late (median)`
  if (timerMs <= TIMER_MAX_MS) return fine('timers', found)
  const advice = 'Latencies of a few ms cannot be measured here. pacing: precise helps with starts.'
  return { check: 'timers', sign: 'doubtful', found, advice }
}

function files({ openFiles }: MachineFacts): Finding {
  if (openFiles === Number.POSITIVE_INFINITY) return fine('open files', 'no limit known')
  const connections = connectionsFor(openFiles, 2)
  const found = `${openFiles}, for ${connections} connections with both ends here`
  if (sufficesForAny(openFiles)) return fine('open files', `${openFiles}`)
  const advice = 'Raise the hard limit (ulimit -Hn) before a run with more; such a run is refused.'
  return { check: 'open files', sign: connections < CONNECTIONS_MIN ? 'doubtful' : 'note', found, advice }
}

function ports({ ports: count }: MachineFacts): Finding {
  if (count === undefined) return fine('local ports', 'not known here')
  if (count >= PORTS_MIN) return fine('local ports', `${count}`)
  const advice = 'Widen net.ipv4.ip_local_port_range: without free ports no connection can be opened.'
  return { check: 'local ports', sign: 'doubtful', found: `${count}`, advice }
}

function memory({ memoryBytes }: MachineFacts): Finding {
  const found = `${Math.round(memoryBytes / 2 ** 20)} MB free`
  if (memoryBytes >= MEMORY_MIN_BYTES) return fine('memory', found)
  return {
    check: 'memory',
    sign: 'doubtful',
    found,
    advice: 'A run with its target takes about 200 MB, and a long one more.',
  }
}
