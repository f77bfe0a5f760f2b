import { type Cell, cellsOf } from '../cell.ts'
import { exitOnCrash } from '../core/crash.ts'
import { elapsedMs } from '../core/real-clock.ts'
import { runVirtual } from '../engine/virtual.ts'
import { parseSuite } from '../parse-suite.ts'
import { tutorial } from '../suites/tutorial.ts'
import { usualArms } from './usual-arms.ts'

exitOnCrash()

/** Process that measures the speed of virtual time. In a shared process the code that ran before would decide it. */
const REQUESTS = 150_000
const RATE_PER_SECOND = 1500
/** Runs before the one that is measured, so that its code is compiled. */
const WARM_UPS = 20

export interface VirtualReport {
  readonly requestsPerSecond: number
  /** Run time of the tutorial's experiment, both arms, ms. */
  readonly tutorialMs: number
}

const load = stackCell()
for (let i = 1; i <= 3; i++) runVirtual(load, { repeat: i })
const loadMs = elapsedMs(() => runVirtual(load, { repeat: 4 }))
const experiment = cellsOf(parseSuite(tutorial)).filter(({ variant }) => variant === 'as-written')
for (let i = 0; i < WARM_UPS; i++) both()
process.send?.({ requestsPerSecond: (REQUESTS * 1000) / loadMs, tutorialMs: elapsedMs(both) } satisfies VirtualReport)
process.disconnect?.()

function both(): void {
  for (const cell of experiment) runVirtual(cell, { repeat: 1 })
}

/** Three quarters of the capacity of 20 workers, through the usual policies. */
function stackCell(): Cell {
  const suite = parseSuite({
    name: 'virtual',
    question: 'How fast is virtual time?',
    deadlineMs: 1000,
    target: { model: 'workers', slots: 20, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.02 },
    load: { arrival: 'poisson', plan: `${REQUESTS / RATE_PER_SECOND}s@${RATE_PER_SECOND}` },
    arms: usualArms(200),
  })
  return cellsOf(suite)[0]!
}
