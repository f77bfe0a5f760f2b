import { randomBytes } from 'node:crypto'
import type { Message } from '../../queue/broker.ts'

const TAG_BYTES = 8
const BYTES = TAG_BYTES + 16

/** Encodes a message as the tag of the run, then its id and planned time as doubles, which keeps both exactly. */
export class RabbitmqCodec {
  readonly #tag = randomBytes(TAG_BYTES)
  readonly #high = this.#tag.readUInt32LE(0)
  readonly #low = this.#tag.readUInt32LE(4)

  encode({ id, intendedMs }: Message): Buffer {
    const bytes = Buffer.allocUnsafe(BYTES)
    bytes.writeUInt32LE(this.#high, 0)
    bytes.writeUInt32LE(this.#low, 4)
    bytes.writeDoubleLE(id, TAG_BYTES)
    bytes.writeDoubleLE(intendedMs, TAG_BYTES + 8)
    return bytes
  }

  /** Returns undefined for bytes that are no message of this run. */
  decode(bytes: Buffer): Message | undefined {
    if (bytes.length !== BYTES || bytes.readUInt32LE(0) !== this.#high || bytes.readUInt32LE(4) !== this.#low) {
      return undefined
    }
    return { id: bytes.readDoubleLE(TAG_BYTES), intendedMs: bytes.readDoubleLE(TAG_BYTES + 8) }
  }
}

/** Returns the id of a message of any run. Undefined for other bytes. */
export function idIn(bytes: Buffer): number | undefined {
  return bytes.length === BYTES ? bytes.readDoubleLE(TAG_BYTES) : undefined
}
