import { urlEscape } from './escape.ts'
import { type Parts, placeholdersIn, type Render, rendererOf } from './template.ts'

/** The rule for a part of a path that values fill. Servers read `.` and `..` as steps, also when percent-encoded. */
export const SEGMENT_RULE = 'must not make . or .. of a part of the path'

/** A part of a path, between slashes, that values fill. */
export interface Segment {
  readonly names: readonly string[]
  /** Whether these values make it `.` or `..`, so that it is a step in the path. */
  isStep(values: Parameters<Render>[0]): boolean
}

/** Returns the parts of the path that escaped values fill. `url`: a URL or its path and query, with placeholders. */
export function filledSegments(url: Parts): Segment[] {
  return segmentsOf(url).flatMap((parts) => {
    const placeholders = placeholdersIn(parts)
    // A raw value may change the path.
    if (placeholders.every(({ raw }) => raw)) return []
    const render = rendererOf(parts, urlEscape)
    return [{ names: placeholders.map(({ name }) => name), isStep: (values) => STEP.test(render(values)) }]
  })
}

const STEP = /^(?:\.|%2e){1,2}$/i

/** The parts between the slashes, up to the query. */
function segmentsOf(url: Parts): Parts[] {
  let last: Parts[number][] = []
  const segments = [last]
  for (const part of url) {
    if (typeof part !== 'string') {
      last.push(part)
      continue
    }
    const [path = '', query] = part.split('?', 2)
    const [rest = '', ...next] = path.split('/')
    last.push(rest)
    for (const text of next) {
      last = [text]
      segments.push(last)
    }
    if (query !== undefined) break
  }
  return segments
}
