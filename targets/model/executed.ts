/** Requests that fit, more than a run may have. One bit each, so at most 2 MiB. */
export const REQUESTS_MAX = 2 ** 24

/**
 * The requests that were executed. Its size follows the largest number. It ignores those from {@link REQUESTS_MAX} on.
 */
export class Executed {
  #bits = new Uint8Array(128)

  /** Records a completed execution of this request. Returns true when it is not the first. */
  again(request: number): boolean {
    if (request >= REQUESTS_MAX) return false
    const index = request >>> 3
    if (index >= this.#bits.length) this.#grow(index)
    const bit = 1 << (request & 7)
    const byte = this.#bits[index]!
    this.#bits[index] = byte | bit
    return (byte & bit) !== 0
  }

  #grow(index: number): void {
    const bits = new Uint8Array(2 ** Math.ceil(Math.log2(index + 1)))
    bits.set(this.#bits)
    this.#bits = bits
  }
}
