import { validateHeaderValue } from 'node:http'

/** Why this cannot be the value of a header; undefined when it can. */
export function headerValueMistake(value: string): string | undefined {
  if (/[\r\n]/.test(value)) return 'must be one line'
  try {
    validateHeaderValue('name', value)
    return undefined
  } catch {
    return 'must have no control character and none beyond Latin-1'
  }
}
