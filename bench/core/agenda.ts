/** A task in an {@link Agenda}. */
export interface Entry {
  readonly dueMs: number
  readonly order: number
  task: () => void
  /** False once it has been taken out or removed. */
  waiting: boolean
}

/** Children of a node. Four make half as many levels as two do, and siblings' due times lie side by side in memory. */
const FAN = 4
/** Removed entries that the heap keeps before it compacts, however few tasks wait. */
const REMOVED_MIN = 64

const nothing = () => undefined

/**
 * Tasks by due time, equal times in the order added: a heap with its due times in one typed array. A removed entry
 * stays in the heap without its task. It leaves when it comes to the top, or when more than half of all are removed.
 */
export class Agenda {
  #entries: Entry[] = []
  /** Due time of each entry, in the same places. */
  #dueMs = new Float64Array(REMOVED_MIN)
  #order = 0
  #removed = 0

  get size(): number {
    return this.#entries.length - this.#removed
  }

  /** Due time of the earliest task, Infinity when empty. */
  earliestMs(): number {
    while (this.#removed > 0 && !this.#entries[0]!.waiting) {
      this.#removed -= 1
      this.#dropFirst()
    }
    return this.#entries.length === 0 ? Number.POSITIVE_INFINITY : this.#dueMs[0]!
  }

  add(dueMs: number, task: () => void): Entry {
    const entry: Entry = { dueMs, order: this.#order++, task, waiting: true }
    if (this.#entries.length === this.#dueMs.length) {
      const old = this.#dueMs
      this.#dueMs = new Float64Array(old.length * 2)
      this.#dueMs.set(old)
    }
    this.#entries.push(entry)
    this.#up(dueMs, entry)
    return entry
  }

  /** Removes an entry. Does nothing if it was taken or removed before. */
  remove(entry: Entry): void {
    if (!entry.waiting) return
    entry.waiting = false
    entry.task = nothing
    this.#removed += 1
    if (this.#removed > REMOVED_MIN && this.#removed * 2 > this.#entries.length) this.#compact()
  }

  /** Takes out the earliest task, undefined when empty. */
  takeEarliest(): Entry | undefined {
    this.earliestMs()
    const first = this.#entries[0]
    if (first === undefined) return undefined
    first.waiting = false
    this.#dropFirst()
    return first
  }

  #dropFirst(): void {
    const last = this.#entries.pop()!
    const { length } = this.#entries
    if (length > 0) this.#down(0, this.#dueMs[length]!, last)
  }

  /** Drops the removed entries and makes a heap of the rest. */
  #compact(): void {
    const entries = this.#entries.filter(({ waiting }) => waiting)
    this.#entries = entries
    this.#removed = 0
    for (let i = 0; i < entries.length; i++) this.#dueMs[i] = entries[i]!.dueMs
    for (let i = parentOf(entries.length - 1); i >= 0; i--) this.#down(i, this.#dueMs[i]!, entries[i]!)
  }

  /** Finds the place of an entry that starts at the last one. */
  #up(dueMs: number, entry: Entry): void {
    const entries = this.#entries
    const due = this.#dueMs
    let index = entries.length - 1
    while (index > 0) {
      const parent = parentOf(index)
      const parentMs = due[parent]!
      // This entry was added last, so it comes behind those with the same due time.
      if (parentMs <= dueMs) break
      due[index] = parentMs
      entries[index] = entries[parent]!
      index = parent
    }
    due[index] = dueMs
    entries[index] = entry
  }

  /** Finds the place of an entry that starts at `from`, which is free. */
  #down(from: number, dueMs: number, entry: Entry): void {
    const entries = this.#entries
    const due = this.#dueMs
    const { length } = entries
    let index = from
    for (;;) {
      let child = FAN * index + 1
      if (child >= length) break
      let childMs = due[child]!
      const end = Math.min(child + FAN, length)
      for (let i = child + 1; i < end; i++) {
        const ms = due[i]!
        if (ms < childMs || (ms === childMs && entries[i]!.order < entries[child]!.order)) {
          child = i
          childMs = ms
        }
      }
      if (dueMs < childMs || (dueMs === childMs && entry.order < entries[child]!.order)) break
      due[index] = childMs
      entries[index] = entries[child]!
      index = child
    }
    due[index] = dueMs
    entries[index] = entry
  }
}

function parentOf(index: number): number {
  return (index - 1) >> 2
}
