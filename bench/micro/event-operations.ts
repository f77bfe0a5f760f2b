import { draw, STREAM } from '../core/draw.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { BATCH, type Operation } from './operation.ts'

/** Timers waiting at once while events are measured. */
const TIMERS = 1000

/**
 * The least that a simulation needs: a binary heap of closures, without cancelling and without an order among equals.
 */
class BareHeap {
  readonly #heap: { readonly dueMs: number; readonly task: () => void }[] = []
  nowMs = 0

  at(dueMs: number, task: () => void): void {
    const heap = this.#heap
    const entry = { dueMs, task }
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (heap[parent]!.dueMs <= dueMs) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = entry
  }

  step(): void {
    const heap = this.#heap
    const first = heap[0]!
    const last = heap.pop()!
    const { length } = heap
    let index = 0
    while (length > 0) {
      let child = 2 * index + 1
      if (child >= length) break
      if (child + 1 < length && heap[child + 1]!.dueMs < heap[child]!.dueMs) child += 1
      if (heap[child]!.dueMs >= last.dueMs) break
      heap[index] = heap[child]!
      index = child
    }
    if (length > 0) heap[index] = last
    this.nowMs = first.dueMs
    first.task()
  }
}

/** One event: the earliest of a thousand timers runs and schedules the next. A bare heap of closures is the peer. */
export function eventOperations(): Operation[] {
  const delays = Float64Array.from({ length: 4096 }, (_, i) => draw(7, STREAM.arrival, i, 0) * 1000)
  let turn = 0
  const nextDelayMs = () => delays[turn++ & 4095]!
  const bare = new BareHeap()
  const again = () => bare.at(bare.nowMs + nextDelayMs(), again)
  const clock = new VirtualClock()
  let done = 0
  const repeat = () => {
    done += 1
    clock.at(clock.nowMs() + nextDelayMs(), repeat)
  }
  for (let i = 0; i < TIMERS; i++) {
    again()
    repeat()
  }
  const peer = 'bare heap of closures: event'
  return [
    {
      name: peer,
      run: () => {
        for (let i = 0; i < BATCH; i++) bare.step()
      },
    },
    {
      name: 'virtual clock: event',
      peer,
      run: () => {
        const end = done + BATCH
        clock.runUntil(() => done >= end, Number.POSITIVE_INFINITY)
      },
    },
  ]
}
