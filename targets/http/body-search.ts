/** Looks for a text in a body, in whatever pieces it comes. It keeps no more than the length of the text. */
export class BodySearch {
  readonly #text: Buffer
  #found = false
  /** The end of what has come, in which the text may have begun. */
  #rest: Buffer = Buffer.alloc(0)

  constructor(text: Buffer) {
    this.#text = text
  }

  get found(): boolean {
    return this.#found
  }

  add(piece: Buffer): void {
    if (this.#found) return
    const whole = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    this.#found = whole.includes(this.#text)
    // A copy, since a piece may be a part of a large buffer.
    this.#rest = Buffer.from(whole.subarray(Math.max(0, whole.length - this.#text.length + 1)))
  }
}
