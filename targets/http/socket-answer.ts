import { BUSY_HEADER } from './protocol.ts'

/** The program's own target sends no longer heads and bodies, bytes. */
const ANSWER_MAX_BYTES = 16_384
const HEAD_END = '\r\n\r\n'
const STATUS = /^HTTP\/1\.1 ([2-5]\d\d) /
const LENGTH = /\r\ncontent-length: *(\d{1,6})\r\n/i
const BUSY = new RegExp(`\\r\\n${BUSY_HEADER}: *([\\d.]+)\\r\\n`, 'i')

export interface Answer {
  readonly status: number
  /** Busy time of the target, ms; NaN when the answer has none. */
  readonly busyMs: number
}

/** Reads answers of the program's own target from one connection, in whatever pieces they arrive. */
export class AnswerReader {
  /** The part of an incomplete answer that has arrived. */
  #text = ''

  /**
   * Reads the first `bytes` of the buffer. Returns the answer when it is complete, and `more` when it is not yet.
   * Returns `malformed` for anything that the program's own target does not send, such as two answers at once.
   */
  read(buffer: Buffer, bytes: number): Answer | 'more' | 'malformed' {
    const text = this.#text + buffer.toString('latin1', 0, bytes)
    const headEnd = text.indexOf(HEAD_END)
    if (headEnd < 0) return this.#wait(text)
    const head = text.slice(0, headEnd + 2)
    const status = STATUS.exec(head)?.[1]
    const length = LENGTH.exec(head)?.[1]
    const missing = headEnd + HEAD_END.length + Number(length) - text.length
    if (status === undefined || length === undefined || missing < 0) return 'malformed'
    if (missing > 0) return this.#wait(text)
    this.#text = ''
    return { status: Number(status), busyMs: Number(BUSY.exec(head)?.[1] ?? Number.NaN) }
  }

  /** Drops the part that has arrived. */
  clear(): void {
    this.#text = ''
  }

  #wait(text: string): 'more' | 'malformed' {
    this.#text = text
    return text.length > ANSWER_MAX_BYTES ? 'malformed' : 'more'
  }
}
