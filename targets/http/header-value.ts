import { validateHeaderValue } from 'node:http'
import { passes } from '../passes.ts'

/** Why this cannot be the value of a header; undefined when it can. */
export function headerValueMistake(value: string): string | undefined {
  if (/[\r\n]/.test(value)) return 'must be one line'
  const isValid = passes(() => validateHeaderValue('name', value))
  return isValid ? undefined : 'must have no control character and none beyond Latin-1'
}
