import type { Dispatcher } from 'undici'
import type { Request } from '../../bench/core/call.ts'
import { decoded } from '../../bench/core/decoded.ts'
import { type ParametersSpec, parametersOf, type RequestParameters } from '../parameters.ts'
import type { Message } from './connection.ts'
import { bodyEscape, headerEscape, urlEscape } from './escape.ts'
import { filledSegments, SEGMENT_RULE } from './path-segment.ts'
import { checkedParts, type Parts, placeholdersIn, type Render, rendererOf } from './template.ts'
import { pathOf } from './url-template.ts'

/** The requests of a target, as its author writes them. */
export interface MessageOptions {
  readonly url: string
  /** @defaultValue 'GET' */
  readonly method?: Dispatcher.HttpMethod
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Values of placeholders, by request. */
  readonly parameters?: ParametersSpec | undefined
  /** Seed of the repeat. @defaultValue 0 */
  readonly seed?: number
  /** Whether a connection serves further attempts after an answer. @defaultValue true */
  readonly reuseConnections?: boolean
}

/** Message of an attempt. It throws for values that cannot be made or cannot be sent. */
export type MessageOf = (request: Request) => Message

/**
 * Prepares the messages of a target. Without placeholders all attempts share one. @throws ConfigError when the table of
 * parameters was not read.
 */
export function messagesOf({ headers = {}, body, ...options }: MessageOptions): MessageOf {
  const path = checkedParts(pathOf(options.url))
  const headerParts = Object.entries(headers).map(([name, value]) => [name, checkedParts(value)] as const)
  const bodyParts = body === undefined ? undefined : checkedParts(body)
  const fixed: Message = {
    method: options.method ?? 'GET',
    path: textOf(path),
    headers: [...authorizationIn(options.url), ...headerParts.flatMap(([name, parts]) => [name, textOf(parts)])],
    body: bodyParts === undefined ? null : Buffer.from(textOf(bodyParts)),
    reset: options.reuseConnections === false,
  }
  const all = [path, ...headerParts.map(([, parts]) => parts), bodyParts ?? []]
  if (all.every(isFixed)) return () => fixed
  const renderPath = pathRenderer(path)
  const headersOf = headersRenderer(fixed.headers, headerParts)
  const renderBody = isFixed(bodyParts ?? []) ? undefined : rendererOf(bodyParts!, bodyEscape(contentTypeIn(headers)))
  const valuesOf = valuesFor(options.parameters, options.seed ?? 0)
  return (request) => {
    const values = valuesOf(request)
    return {
      method: fixed.method,
      path: renderPath(values),
      headers: headersOf(values),
      body: renderBody === undefined ? fixed.body : Buffer.from(renderBody(values)),
      reset: fixed.reset,
    }
  }
}

/** Values of all placeholders of a request. */
function valuesFor(parameters: ParametersSpec | undefined, seed: number): (request: Request) => RequestParameters {
  const own = ({ id, trail }: Request) => ({ id, attempt: trail.attempts, seed })
  if (parameters === undefined) return own
  const drawn = parametersOf(parameters, seed)
  return (request) => ({ ...drawn(request.id), ...own(request) })
}

/** Renders path and query. The result throws for values that would be a step in the path. */
function pathRenderer(path: Parts): Render {
  const render = rendererOf(path, urlEscape)
  const segments = filledSegments(path)
  return (values) => {
    const step = segments.find((segment) => segment.isStep(values))
    if (step !== undefined) throw new Error(`${step.names.join(' and ')} in the URL ${SEGMENT_RULE}`)
    return render(values)
  }
}

type HeaderParts = readonly (readonly [name: string, parts: Parts])[]

/** Renders names and values in turn. Those without a placeholder are taken from the fixed ones. */
function headersRenderer(
  fixed: readonly string[],
  parts: HeaderParts,
): (values: RequestParameters) => readonly string[] {
  if (parts.every(([, value]) => isFixed(value))) return () => fixed
  const authorization = fixed.slice(0, fixed.length - 2 * parts.length)
  const renders: (readonly [string, Render])[] = parts.map(([name, value]) => [
    name,
    rendererOf(value, headerEscape(name)),
  ])
  return (values) => {
    const headers = [...authorization]
    for (const [name, render] of renders) headers.push(name, render(values))
    return headers
  }
}

function isFixed(parts: Parts): boolean {
  return placeholdersIn(parts).length === 0
}

/** The fixed parts of a text. */
function textOf(parts: Parts): string {
  return parts.filter((part) => typeof part === 'string').join('')
}

function contentTypeIn(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
}

function authorizationIn(url: string): readonly string[] {
  const { username, password } = new URL(url)
  if (username === '') return []
  return ['authorization', `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`]
}
