import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ATTEMPT_HEADER, answerHeaders, WARM_UP_PATH, WORK_PATH } from './protocol.ts'

/** The program's own client sends shorter heads, bytes. */
const HEAD_MAX_BYTES = 16_384
/** An idle connection is closed after this time, ms. */
const IDLE_MAX_MS = 600_000
const HEAD_END = '\r\n\r\n'
const REQUEST_LINE = new RegExp(`^GET (${WORK_PATH}|${WARM_UP_PATH}) HTTP/1\\.1\\r\\n`)
const ATTEMPT = new RegExp(`\\r\\n${ATTEMPT_HEADER}: *([^\\r]*)\\r\\n`, 'i')
/** Headers of requests that need more than an answer. */
const SPECIAL = /\r\n(?:content-length|transfer-encoding|expect|upgrade|connection(?!: *keep-alive\r)) *:/i

/** Answers an attempt with a status and, after work on it, its busy time, ms. Only the first call has an effect. */
export type Reply = (status: number, busyMs?: number) => void

export interface WorkSocketOptions {
  /** Receives each attempt: its path, and the value of its header. */
  readonly onAttempt: (path: string, header: string | undefined, reply: Reply) => void
  /** Takes the connection over for a request that is no attempt. All bytes of this request can be read again. */
  readonly handOver: (socket: Socket) => void
}

/**
 * Reads attempts from a connection and answers them in turn. Node's own server would need 1.5 times the CPU time. It
 * gets each connection with another request, or with an attempt in another form.
 */
export function serveAttempts(socket: Socket, { onAttempt, handOver }: WorkSocketOptions): void {
  let text = ''
  let isBusy = false

  const onData = (bytes: Buffer) => {
    text += bytes.toString('latin1')
    if (!isBusy) next()
  }
  const destroy = () => socket.destroy()
  const leave = () => {
    socket.off('data', onData).off('error', destroy).off('timeout', destroy)
    socket.setTimeout(0)
    socket.unshift(Buffer.from(text, 'latin1'))
    handOver(socket)
  }
  const next = () => {
    const headEnd = text.indexOf(HEAD_END)
    if (headEnd > HEAD_MAX_BYTES || (headEnd < 0 && text.length > HEAD_MAX_BYTES)) return leave()
    if (headEnd < 0) return
    const head = text.slice(0, headEnd + 2)
    const path = REQUEST_LINE.exec(head)?.[1]
    if (path === undefined || SPECIAL.test(head)) return leave()
    text = text.slice(headEnd + HEAD_END.length)
    isBusy = true
    let isAnswered = false
    onAttempt(path, ATTEMPT.exec(head)?.[1], (status, busyMs) => {
      if (isAnswered) return
      isAnswered = true
      socket.write(answerText(status, busyMs), 'latin1')
      isBusy = false
      if (text !== '') next()
    })
  }

  socket.setTimeout(IDLE_MAX_MS)
  socket.on('data', onData).on('error', destroy).on('timeout', destroy)
}

function answerText(status: number, busyMs: number | undefined): string {
  const headers = answerHeaders(busyMs).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-length: 0\r\n${headers.join('')}\r\n`
}
