import { validateHeaderName } from 'node:http'
import { headerValueMistake } from './http/header-value.ts'
import { ATTEMPT_HEADER } from './http/protocol.ts'
import { partsOf, placeholdersIn } from './http/template.ts'
import { passes } from './passes.ts'

/** Headers that the connection itself sets, and why a suite must not set them. */
const OF_THE_CONNECTION: Readonly<Record<string, string>> = {
  host: 'the URL names the host',
  connection: '`reuseConnections` says whether a connection is kept',
  'keep-alive': '`reuseConnections` says whether a connection is kept',
  'transfer-encoding': 'the body is sent as a whole',
  upgrade: 'the protocol does not change',
  expect: 'the body is sent at once',
  [ATTEMPT_HEADER]: 'each attempt is numbered in it',
}

/** Headers that HTTP/2 forbids besides (RFC 9113, 8.2.2). */
const NOT_OF_HTTP2: readonly string[] = ['proxy-connection', 'http2-settings']

interface Message {
  readonly url: string
  readonly http2?: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly expect?: { readonly bodyIncludes?: string | undefined } | undefined
}

/** Why a suite cannot set this header; undefined when it can. */
export function headerMistake(
  name: string,
  value: string,
  { url, http2 = false, headers, body = '', expect }: Message,
): string | undefined {
  const lower = name.toLowerCase()
  const why = OF_THE_CONNECTION[lower]
  if (!passes(() => validateHeaderName(name))) return "must have a name of letters, digits and !#$%&'*+-.^_`|~"
  if (why !== undefined) return `must be left out: ${why}`
  if (http2 && NOT_OF_HTTP2.includes(lower)) return 'must be left out with http2, which forbids it'
  if (http2 && lower === 'te' && value !== 'trailers') return 'must be `trailers` with http2, or left out'
  if (Object.keys(headers).some((other) => other !== name && other.toLowerCase() === lower)) return 'must be there once'
  if (lower === 'authorization' && hasUser(url)) return 'must be left out: the URL names a user'
  const wrong = headerValueMistake(value)
  if (wrong === 'must be one line')
    return `${wrong}; YAML keeps the line break at the end of a \`|\` block, \`|-\` does not`
  if (wrong !== undefined) return wrong
  if (lower === 'accept-encoding' && expect?.bodyIncludes !== undefined)
    return 'must be left out with expect.bodyIncludes: no text is found in a packed body'
  if (lower !== 'content-length') return undefined
  if (hasPlaceholder(body)) return 'must be left out: the length of the body differs from request to request'
  const bytes = Buffer.byteLength(body)
  if (!/^\d+$/.test(value) || Number(value) !== bytes) {
    return `must be the length of the body, ${bytes} bytes, or left out`
  }
  return undefined
}

function hasPlaceholder(text: string): boolean {
  const read = partsOf(text)
  return 'parts' in read && placeholdersIn(read.parts).length > 0
}

function hasUser(url: string): boolean {
  return URL.canParse(url) && new URL(url).username !== ''
}
