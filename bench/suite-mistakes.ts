import type { z } from 'zod'
import { shortened } from './core/shortened.ts'

type Issue = z.core.$ZodIssue

/** Each mistake in a configuration as `path: rule, got value`, in the order of the schema. */
export function mistakesOf(error: z.core.$ZodError, input: unknown): string[] {
  return error.issues.flatMap((issue) => messagesOf(issue, input))
}

function messagesOf(issue: Issue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `${pathText([...issue.path, key])}: is not an option here, got ${shown(at(input, [...issue.path, key]))}`,
    )
  }
  const value = at(input, issue.path)
  const rule = ruleOf(issue, value)
  const got =
    rule.includes(', got ') || rule.includes('; got ') ? '' : `, got ${value === undefined ? 'nothing' : shown(value)}`
  return [`${pathText(issue.path)}: ${rule}${got}`]
}

function ruleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `${verbOf(issue.origin)} ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `${verbOf(issue.origin)} ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_type':
      return `must be ${NAMES[issue.expected] ?? `a ${issue.expected}`}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) && issue.options.length > 0
        ? `must be one of ${issue.options.map(String).join(', ')}`
        : issue.message
    case 'invalid_key':
      return `its name ${issue.issues[0]?.message ?? issue.message}`
    default:
      return value === undefined && issue.code !== 'custom' ? 'must be given' : issue.message
  }
}

const NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function verbOf(origin: string): string {
  return origin === 'array' || origin === 'string' ? 'must have' : 'must be'
}

function unitOf(origin: string): string {
  if (origin === 'array') return ' entries'
  return origin === 'string' ? ' characters' : ''
}

/** `arms.rpc.policy[1].openMs`; the whole when there is no path. */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'suite'
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('')
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[key]
  return value
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'function') return 'a function'
  return shortened(JSON.stringify(value) ?? String(value), 80)
}
