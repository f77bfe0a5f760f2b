import { promisify } from 'node:util'
import { deflate, deflateSync, inflateSync } from 'node:zlib'
import { Recent } from '../../core/recent.ts'
import { parseBounded } from './bounded-json.ts'

/** Largest message before it is packed. Also the most that is kept of a sender's incomplete messages. */
const MESSAGE_MAX_BYTES = 64_000_000
/** Most lists, objects and strings of a suite. A trace is one list of numbers; each value of a table is a string. */
export const SUITE_PARTS_MAX = 200_000
/** Memory that a frame takes beside its bytes. */
const FRAME_EXTRA_BYTES = 300
/** Size from which packing saves more than it costs. */
const PACK_FROM_CHARS = 32_000

const HEAD = /^(\d{1,10}) (\d{1,6})\/(\d{1,6}) ([pz])\n/
const HEAD_MAX_BYTES = 40

/** A message as bytes; large ones are packed. */
export interface Packed {
  readonly bytes: Uint8Array
  readonly isDeflated: boolean
}

/** Packs a message synchronously. @throws Error for one that is too large. */
export function pack(message: unknown): Packed {
  const text = jsonOf(message)
  return text.length < PACK_FROM_CHARS ? plain(text) : { bytes: deflateSync(text), isDeflated: true }
}

/** The same without blocking the event loop while it is packed. */
export async function packAside(message: unknown): Promise<Packed> {
  const text = jsonOf(message)
  return text.length < PACK_FROM_CHARS ? plain(text) : { bytes: await promisify(deflate)(text), isDeflated: true }
}

/** The frames of a message, none longer than `maxBytes`. `id` is unique for the sender. */
export function framesOf({ bytes, isDeflated }: Packed, id: number, maxBytes: number): Uint8Array[] {
  const size = maxBytes - HEAD_MAX_BYTES
  const count = Math.max(1, Math.ceil(bytes.length / size))
  return Array.from({ length: count }, (_, part) =>
    Buffer.concat([
      Buffer.from(`${id} ${part}/${count} ${isDeflated ? 'z' : 'p'}\n`),
      bytes.subarray(part * size, (part + 1) * size),
    ]),
  )
}

/** A message with missing frames. */
interface Incomplete {
  readonly count: number
  readonly parts: Map<number, Uint8Array>
}

/** Limits for one sender. */
interface JoinerLimits {
  /** Bytes of a message before it is packed, and of all frames that wait for others. @defaultValue 64 MB */
  readonly bytesMax?: number
  /** Most lists, objects and strings of one message. */
  readonly partsMax: number
}

/** Assembles the frames of one sender, in any order and with any repeats. */
export class Joiner {
  readonly #bytesMax: number
  readonly #partsMax: number
  readonly #incomplete = new Map<number, Incomplete>()
  #keptBytes = 0
  /** Complete messages, since their frames may come again. */
  readonly #done = new Recent()

  constructor({ bytesMax = MESSAGE_MAX_BYTES, partsMax }: JoinerLimits) {
    this.#bytesMax = bytesMax
    this.#partsMax = partsMax
  }

  /**
   * Returns the message that this frame completes. Undefined while frames are missing. @throws Error for an invalid
   * frame or message, and beyond the limits. Then it drops all incomplete messages.
   */
  join(frame: Uint8Array): unknown {
    const head = HEAD.exec(Buffer.from(frame.subarray(0, HEAD_MAX_BYTES)).toString('latin1'))
    if (head === null) throw new Error('not a frame')
    const [id, part, count] = [Number(head[1]), Number(head[2]), Number(head[3])]
    if (part >= count) throw new Error('not a frame')
    if (this.#done.has(id)) return undefined
    const message = this.#incomplete.get(id) ?? { count, parts: new Map() }
    if (message.count !== count) throw new Error('a frame of another message')
    if (!message.parts.has(part)) this.#keep(id, message, part, frame.subarray(head[0].length))
    if (message.parts.size < count) return undefined
    this.#drop(id, message)
    this.#done.add(id)
    const bytes = Buffer.concat(Array.from({ length: count }, (_, i) => message.parts.get(i)!))
    return parseBounded(head[4] === 'z' ? this.#inflated(bytes) : bytes, this.#partsMax)
  }

  #keep(id: number, message: Incomplete, part: number, bytes: Uint8Array): void {
    this.#keptBytes += bytes.length + FRAME_EXTRA_BYTES
    if (this.#keptBytes > this.#bytesMax) {
      this.#incomplete.clear()
      this.#keptBytes = 0
      throw new Error(`its incomplete messages have more than ${this.#bytesMax} bytes`)
    }
    // A copy, since the bytes from the network are part of a larger buffer.
    message.parts.set(part, Uint8Array.from(bytes))
    this.#incomplete.set(id, message)
  }

  #drop(id: number, { parts }: Incomplete): void {
    this.#incomplete.delete(id)
    for (const bytes of parts.values()) this.#keptBytes -= bytes.length + FRAME_EXTRA_BYTES
  }

  #inflated(bytes: Buffer): Buffer {
    try {
      return inflateSync(bytes, { maxOutputLength: this.#bytesMax })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Error(code === 'ERR_BUFFER_TOO_LARGE' ? `a message has more than ${this.#bytesMax} bytes` : message)
    }
  }
}

function jsonOf(message: unknown): string {
  const text = JSON.stringify(message)
  const bytes = Buffer.byteLength(text)
  if (bytes > MESSAGE_MAX_BYTES) throw new Error(`must have at most ${MESSAGE_MAX_BYTES} bytes as JSON, got ${bytes}`)
  return text
}

function plain(text: string): Packed {
  return { bytes: Buffer.from(text), isDeflated: false }
}
