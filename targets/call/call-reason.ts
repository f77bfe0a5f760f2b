import { isRecord } from '../../bench/core/record.ts'

/** Characters of a name or a code. */
const PART_MAX = 40
/** The form in which grpc-js writes a status: `14 UNAVAILABLE: No connection established`. */
const GRPC_STATUS = /^(\d{1,2}) ([A-Z_]{2,24})\b/

/**
 * Short reason of a failed call: name and code of what was thrown, such as `TypeError ECONNREFUSED`, or the status of
 * gRPC. Messages are left out, since they may hold secrets and differ from request to request.
 */
export function reasonOfCall(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return `threw ${error === null ? 'null' : typeof error}`
    const { name, code, cause, message } = error as Partial<Record<'name' | 'code' | 'cause' | 'message', unknown>>
    const [, number, status] = (typeof message === 'string' && GRPC_STATUS.exec(message)) || []
    if (number !== undefined && Number(number) === code) return `grpc ${status}`
    // The numbers of a DOMException only repeat its name.
    const own = error instanceof DOMException ? '' : part(code)
    return [part(name) || 'Error', own || part(isRecord(cause) ? cause.code : '')].filter(Boolean).join(' ')
  } catch {
    // A getter or a proxy may throw.
    return 'threw something unreadable'
  }
}

/** A name or a code as a part of a reason; empty when it is none. */
function part(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  return text.replace(/^_+|[^\w.$-]/g, '').slice(0, PART_MAX)
}
