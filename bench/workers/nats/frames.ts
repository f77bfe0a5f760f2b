import { promisify } from 'node:util'
import { deflate, deflateSync, inflateSync } from 'node:zlib'
import { Recent } from '../../core/recent.ts'

/** Largest message, before it is packed. */
const MESSAGE_MAX_BYTES = 256_000_000
/** Messages that may be incomplete at once. */
const INCOMPLETE_MAX = 100
/** From here on packing saves more than it costs. */
const PACK_FROM_CHARS = 32_000

const HEAD = /^(\d{1,10}) (\d{1,6})\/(\d{1,6}) ([pz])\n/
const HEAD_MAX_BYTES = 40

/** A message as bytes; large ones are packed. */
export interface Packed {
  readonly bytes: Uint8Array
  readonly isDeflated: boolean
}

/** Packs a message in this very call. */
export function pack(message: unknown): Packed {
  const text = JSON.stringify(message)
  return text.length < PACK_FROM_CHARS ? plain(text) : { bytes: deflateSync(text), isDeflated: true }
}

/** The same without blocking the event loop while it is packed. */
export async function packAside(message: unknown): Promise<Packed> {
  const text = JSON.stringify(message)
  return text.length < PACK_FROM_CHARS ? plain(text) : { bytes: await promisify(deflate)(text), isDeflated: true }
}

/** The frames of a message, none longer than `maxBytes`. `id` tells it from every other of its sender. */
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

interface Incomplete {
  readonly parts: (Uint8Array | undefined)[]
  left: number
}

/** Puts the frames of one sender together, in whatever order and however often they come. */
export class Joiner {
  readonly #incomplete = new Map<number, Incomplete>()
  /** Messages that were complete: frames of one may come once more. */
  readonly #done = new Recent()

  /** The message that is complete with this frame; undefined for one that is not. @throws Error for what is no frame. */
  join(frame: Uint8Array): unknown {
    const head = HEAD.exec(Buffer.from(frame.subarray(0, HEAD_MAX_BYTES)).toString('latin1'))
    if (head === null) throw new Error('not a frame')
    const [id, part, count] = [Number(head[1]), Number(head[2]), Number(head[3])]
    if (part >= count) throw new Error('not a frame')
    if (this.#done.has(id)) return undefined
    const message = this.#incomplete.get(id) ?? { parts: new Array<undefined>(count), left: count }
    this.#keep(id, message)
    if (message.parts.length !== count) throw new Error('a frame of another message')
    if (message.parts[part] === undefined) message.left -= 1
    message.parts[part] = frame.subarray(head[0].length)
    if (message.left > 0) return undefined
    this.#incomplete.delete(id)
    this.#done.add(id)
    return unpack(Buffer.concat(message.parts as Uint8Array[]), head[4] === 'z')
  }

  #keep(id: number, message: Incomplete): void {
    this.#incomplete.set(id, message)
    if (this.#incomplete.size > INCOMPLETE_MAX) throw new Error(`more than ${INCOMPLETE_MAX} messages are incomplete`)
  }
}

function plain(text: string): Packed {
  return { bytes: Buffer.from(text), isDeflated: false }
}

function unpack(bytes: Uint8Array, isDeflated: boolean): unknown {
  const text = isDeflated ? inflateSync(bytes, { maxOutputLength: MESSAGE_MAX_BYTES }) : Buffer.from(bytes)
  return JSON.parse(text.toString('utf8'))
}
