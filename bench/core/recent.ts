/** Remembers the numbers added last: at least `KEPT` of them, at most twice as many. */
export class Recent {
  static readonly KEPT = 10_000
  #now = new Set<number>()
  #before = new Set<number>()

  add(value: number): void {
    if (this.#now.size >= Recent.KEPT) {
      this.#before = this.#now
      this.#now = new Set()
    }
    this.#now.add(value)
  }

  clear(): void {
    this.#now.clear()
    this.#before.clear()
  }

  has(value: number): boolean {
    return this.#now.has(value) || this.#before.has(value)
  }
}
