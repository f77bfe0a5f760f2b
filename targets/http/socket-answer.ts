import { BUSY_HEADER } from './protocol.ts'

/** Longer heads and bodies are not those of a target of ours, bytes. */
const ANSWER_MAX_BYTES = 16_384
const HEAD_END = '\r\n\r\n'
const STATUS = /^HTTP\/1\.1 ([2-5]\d\d) /
const LENGTH = /\r\ncontent-length: *(\d{1,6})\r\n/i
const BUSY = new RegExp(`\\r\\n${BUSY_HEADER}: *([\\d.]+)\\r\\n`, 'i')

export interface Answer {
  readonly status: number
  /** Time the target spent, ms; NaN when it does not say. */
  readonly busyMs: number
}

/** Reads answers of a target of ours from what arrives on one connection, in whatever pieces it arrives. */
export class AnswerReader {
  /** What has arrived of an answer that is not whole. */
  #text = ''

  /**
   * Takes the first `bytes` of the buffer: an answer when it is whole, `more` when it is not yet, and `malformed` when
   * a target of ours would not send it, be it more than one answer.
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

  /** Forgets what has arrived. */
  clear(): void {
    this.#text = ''
  }

  #wait(text: string): 'more' | 'malformed' {
    this.#text = text
    return text.length > ANSWER_MAX_BYTES ? 'malformed' : 'more'
  }
}
