import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from './clock.ts'
import { RealClock } from './real-clock.ts'
import { VirtualClock } from './virtual-clock.ts'

/** A clock and how time passes on it. */
interface Running {
  readonly clock: Clock
  /** Lets time pass until all tasks due by then have run. */
  until(ms: number): Promise<void>
}

function real(pacing: 'timer' | 'precise'): Running {
  const clock = new RealClock({ pacing })
  // What is asked for later with the same due time runs later.
  return { clock, until: (ms) => new Promise((resolve) => clock.at(ms, resolve)) }
}

const CLOCKS: readonly (readonly [name: string, start: () => Running])[] = [
  [
    'virtual',
    () => {
      const clock = new VirtualClock()
      return { clock, until: async (ms) => clock.run(ms) }
    },
  ],
  ['real, by timers', () => real('timer')],
  ['real, precise', () => real('precise')],
]

describe.each(CLOCKS)('a clock: %s', (_, start) => {
  test('tasks run by due time, equal due times in the order asked', async () => {
    const { clock, until } = start()
    const ran: string[] = []
    for (const [dueMs, name] of [
      [9, 'e'],
      [3, 'a'],
      [5, 'b'],
      [5, 'c'],
      [5, 'd'],
      [9, 'f'],
    ] as const) {
      clock.at(dueMs, () => ran.push(name))
    }
    await until(9)
    expect(ran.join('')).toBe('abcdef')
  })

  test('no task runs before it is due, down to fractions of a millisecond', async () => {
    const { clock, until } = start()
    const early: number[] = []
    const dues = [7.9, 1.3, 0.4, 7.2, 7.200_01, 4]
    let ran = 0
    for (const dueMs of dues) {
      clock.at(dueMs, () => {
        ran += 1
        if (clock.nowMs() < dueMs) early.push(dueMs)
      })
    }
    await until(8)
    expect([ran, early]).toEqual([6, []])
  })

  test('a task in the past runs as soon as possible, but not within the call that asks for it', async () => {
    const { clock, until } = start()
    await until(5)
    const ran: string[] = []
    clock.at(6, () => ran.push('next'))
    clock.at(1, () => ran.push('past'))
    clock.at(Number.NEGATIVE_INFINITY, () => ran.push('long past'))
    ran.push('asked')
    await until(6)
    expect(ran).toEqual(['asked', 'long past', 'past', 'next'])
  })

  test('a task cancelled before it is due does not run, the others do', async () => {
    const { clock, until } = start()
    const ran: string[] = []
    clock.at(2, () => ran.push('before'))
    const cancel = clock.at(2, () => ran.push('cancelled'))
    clock.at(2, () => ran.push('behind'))
    cancel()
    await until(3)
    expect(ran).toEqual(['before', 'behind'])
  })

  test('cancelling twice, or after the task has run, does nothing', async () => {
    const { clock, until } = start()
    const ran: string[] = []
    const cancel = clock.at(2, () => ran.push('a'))
    const twice = clock.at(2, () => ran.push('b'))
    clock.at(2, () => ran.push('c'))
    twice()
    twice()
    await until(3)
    clock.at(4, () => ran.push('d'))
    cancel()
    twice()
    await until(5)
    expect(ran).toEqual(['a', 'c', 'd'])
  })

  test('a task may cancel itself, and one that is due at the same instant', async () => {
    const { clock, until } = start()
    const ran: string[] = []
    const cancelSelf = clock.at(2, () => {
      cancelSelf()
      cancelNext()
      ran.push('a')
    })
    const cancelNext = clock.at(2, () => ran.push('b'))
    clock.at(2, () => ran.push('c'))
    await until(3)
    expect(ran).toEqual(['a', 'c'])
  })

  test('a task may schedule a task for later, or for now: then it runs after all that were due before', async () => {
    const { clock, until } = start()
    const ran: string[] = []
    clock.at(2, () => {
      ran.push('a')
      clock.at(4, () => ran.push('d'))
      clock.at(2, () => ran.push('c'))
    })
    clock.at(2, () => ran.push('b'))
    await until(5)
    expect(ran).toEqual(['a', 'b', 'c', 'd'])
  })

  test('time never goes back, whatever is asked for', async () => {
    const { clock, until } = start()
    const seen = [clock.nowMs()]
    const see = () => seen.push(clock.nowMs())
    for (const dueMs of [3, 1, 2, -5, 3, 0]) {
      clock.at(dueMs, () => {
        see()
        clock.at(dueMs - 1, see)
      })
    }
    await until(6)
    see()
    expect(seen.length).toBe(14)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test('after a wait the clock is at its instant or later', async () => {
    const { clock, until } = start()
    await until(3.5)
    expect(clock.nowMs()).toBeGreaterThanOrEqual(3.5)
  })

  test('whatever is asked for and cancelled, what is left runs once, in order', async () => {
    const tasks = fc.array(fc.tuple(fc.integer({ min: -2, max: 4 }), fc.boolean()), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(tasks, async (asked) => {
        const { clock, until } = start()
        const ran: number[] = []
        const cancels = asked.map(([dueMs], i) => clock.at(dueMs, () => ran.push(i)))
        for (const [i, [, cancelled]] of asked.entries()) if (cancelled) cancels[i]!()
        await until(4)
        const kept = asked.flatMap(([dueMs, cancelled], i) => (cancelled ? [] : [{ dueMs, i }]))
        expect(ran).toEqual(kept.sort((a, b) => a.dueMs - b.dueMs || a.i - b.i).map(({ i }) => i))
      }),
      { numRuns: 20, seed: 7 },
    )
  })
})
