import type { z } from 'zod'
import { pathText } from './core/path-text.ts'
import { withoutSecretsInUrl } from './core/secrets.ts'
import { shortened } from './core/shortened.ts'
import { suggestion } from './core/suggestion.ts'

type Issue = z.core.$ZodIssue

/** Most mistakes that are listed; further ones are only counted. */
const LISTED_MAX = 50

/** For a parser: keeps the names of the known options where one is unknown. */
export function knownOptions({ code, inst }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'unrecognized_keys' || inst === undefined) return undefined
  return Object.keys((inst as z.core.$ZodObject)._zod.def.shape).join(' ')
}

/**
 * Returns each mistake in a configuration as `path: rule, got value`, in the order of the schema, without secrets.
 * `error` comes from a parser with `knownOptions`; `input` is plain data.
 */
export function mistakesOf(error: z.core.$ZodError, input: unknown): string[] {
  const mistakes = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => () => unknownOption(issue, key, input))
      : [() => brokenRule(issue, input)],
  )
  const messages = mistakes.slice(0, LISTED_MAX).map((message) => message())
  return mistakes.length > LISTED_MAX ? [...messages, `and ${mistakes.length - LISTED_MAX} more mistakes`] : messages
}

function unknownOption(issue: z.core.$ZodIssueUnrecognizedKeys, key: string, input: unknown): string {
  const path = [...issue.path, key]
  const meant = suggestion(key, issue.message.split(' '))
  return `${pathText(path)}: is not an option here, got ${shownUnknown(input, path)}${meant}`
}

function brokenRule(issue: Issue, input: unknown): string {
  const value = at(input, issue.path)
  const rule = ruleOf(issue, value)
  const hasGot = rule.includes(', got ') || rule.includes('; got ')
  const got = hasGot
    ? ''
    : `${issue.code === 'invalid_type' && rule.includes(', ') ? ';' : ','} got ${shown(input, issue.path)}`
  return `${pathText(issue.path)}: ${rule}${got}${meantBy(issue, value)}`
}

/** The end of a message with the allowed value that was probably meant; empty when none is close. */
function meantBy(issue: Issue, value: unknown): string {
  if (typeof value !== 'string') return ''
  if (issue.code === 'invalid_type' && issue.expected === 'number') return numberIn(value, issue.path.at(-1))
  if (issue.code === 'invalid_value') return suggestion(value, issue.values.map(String))
  return issue.code === 'invalid_union' ? suggestion(value, optionsOf(issue)) : ''
}

/** The number that a text such as `800ms` or `2 s` stands for; empty where the option has another unit. */
function numberIn(text: string, option: PropertyKey | undefined): string {
  const [, digits, unit = ''] = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*(ms|s|m|)\s*$/.exec(text) ?? []
  if (digits === undefined || (unit !== '' && !/(Ms|^ms)$/.test(String(option)))) return ''
  const factor = { '': 1, ms: 1, s: 1000, m: 60_000 }[unit]!
  return `; write ${Number((Number(digits) * factor).toPrecision(12))}`
}

/** The kinds of a union. */
function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
}

function ruleOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `${verbOf(issue.origin)} ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `${verbOf(issue.origin)} ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_type':
      // A schema may name what it expects better than its type does.
      if (!issue.message.startsWith('Invalid input')) return issue.message
      return `must be ${NAMES[issue.expected] ?? `a ${issue.expected}`}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return optionsOf(issue).length > 0 ? `must be one of ${optionsOf(issue).join(', ')}` : issue.message
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

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined | null)?.[key]
  return value
}

/** The value at a path, without secrets. */
function shown(input: unknown, path: readonly PropertyKey[]): string {
  const value = at(input, path)
  if (value === undefined) return 'nothing'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number') return String(value)
  if (path.some((key) => SECRET_KEYS.includes(String(key)))) return `a ${typeof value} that is not shown`
  return shortened(JSON.stringify(value, withoutSecrets), 80)
}

/** The value of an unknown option, without texts of a target: it may be a header or a body with a misspelt name. */
function shownUnknown(input: unknown, path: readonly PropertyKey[]): string {
  const value = at(input, path)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return typeof value === 'string' && path.includes('target') ? 'a text' : shown(input, path)
}

const SECRET_KEYS: readonly string[] = ['headers', 'body', 'parameters', 'ca', 'cert', 'key']

function withoutSecrets(key: string, value: unknown): unknown {
  if (SECRET_KEYS.includes(key)) return '(not shown)'
  return typeof value === 'string' ? withoutSecretsInUrl(value) : value
}
