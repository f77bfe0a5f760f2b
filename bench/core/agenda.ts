/** A task waiting in an {@link Agenda}. */
export interface Entry {
  readonly dueMs: number
  readonly order: number
  readonly task: () => void
  /** Place in the heap, -1 once it has left. */
  index: number
}

/** Tasks by due time, equal times in the order added. A binary heap that knows each entry's place, so that removing is O(log n). */
export class Agenda {
  readonly #heap: Entry[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  /** Due time of the earliest task, Infinity when empty. */
  earliestMs(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : this.#heap[0]!.dueMs
  }

  add(dueMs: number, task: () => void): Entry {
    const entry: Entry = { dueMs, order: this.#order++, task, index: this.#heap.length }
    this.#heap.push(entry)
    this.#up(entry)
    return entry
  }

  /** Removes an entry; one that has already left is ignored. */
  remove(entry: Entry): void {
    const { index } = entry
    if (index < 0) return
    entry.index = -1
    const last = this.#heap.pop()!
    if (last === entry) return
    last.index = index
    this.#heap[index] = last
    this.#up(last)
    this.#down(last)
  }

  /** Takes out the earliest task, undefined when empty. */
  takeEarliest(): Entry | undefined {
    const first = this.#heap[0]
    if (first !== undefined) this.remove(first)
    return first
  }

  #up(entry: Entry): void {
    const heap = this.#heap
    let { index } = entry
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = heap[parentIndex]!
      if (!before(entry, parent)) break
      heap[index] = parent
      parent.index = index
      index = parentIndex
    }
    heap[index] = entry
    entry.index = index
  }

  #down(entry: Entry): void {
    const heap = this.#heap
    const { length } = heap
    let { index } = entry
    for (;;) {
      let childIndex = 2 * index + 1
      if (childIndex >= length) break
      if (childIndex + 1 < length && before(heap[childIndex + 1]!, heap[childIndex]!)) childIndex += 1
      const child = heap[childIndex]!
      if (!before(child, entry)) break
      heap[index] = child
      child.index = index
      index = childIndex
    }
    heap[index] = entry
    entry.index = index
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)
}
