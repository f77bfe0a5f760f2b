import { notOneOf } from '../bench/core/suggestion.ts'
import { headerValueMistake } from './http/header-value.ts'
import { filledSegments, SEGMENT_RULE } from './http/path-segment.ts'
import { OWN_NAMES, type Parts, partsOf, placeholdersIn } from './http/template.ts'
import { hasPlaceholderInHost } from './http/url-template.ts'
import { type ParametersSpec, type ParameterValue, parameterNames } from './parameters.ts'

interface Requests {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly parameters?: ParametersSpec | undefined
}

interface TemplateMistake {
  readonly path: readonly string[]
  readonly message: string
}

/** Mistakes in the placeholders of a target, by option. Values are not shown, since they may be secrets. */
export function templateMistakes({ url, headers, body = '', parameters }: Requests): TemplateMistake[] {
  const names = parameters === undefined ? [] : parameterNames(parameters)
  const texts: (readonly [path: readonly string[], text: string])[] = [
    [['url'], url],
    ...Object.entries(headers).map(([name, value]) => [['headers', name], value] as const),
    [['body'], body],
  ]
  return texts.flatMap(([path, text]) => {
    const read = partsOf(text)
    const message =
      'mistake' in read
        ? read.mistake
        : (nameMistake(read.parts, names) ?? placeMistake(path, text, read.parts, parameters))
    return message === undefined ? [] : [{ path, message }]
  })
}

/** `names` are those of the parameters; undefined when they are not known yet. */
function nameMistake(parts: Parts, names: readonly string[] | undefined): string | undefined {
  for (const { name } of placeholdersIn(parts)) {
    if (OWN_NAMES.includes(name)) {
      if (names?.includes(name))
        return `must not use {{${name}}}, which is the ${name} of the request and a parameter: rename the parameter`
    } else if (names !== undefined && !names.includes(name)) {
      return `has a placeholder that ${notOneOf([...OWN_NAMES, ...names], name)}`
    }
  }
  return undefined
}

function placeMistake(
  [option]: readonly string[],
  text: string,
  parts: Parts,
  parameters: ParametersSpec | undefined,
): string | undefined {
  if (option === 'url' && hasPlaceholderInHost(text)) return 'must have its placeholders after the host'
  if (parameters === undefined) return undefined
  if (option === 'url') return stepMistake(parts, parameters)
  if (option !== 'headers') return undefined
  for (const { name } of placeholdersIn(parts)) {
    const row = valuesOf(parameters, name).findIndex((value) => headerValueMistake(String(value)) !== undefined)
    if (row >= 0)
      return `cannot take parameter ${name} of row ${row + 1}, which ${headerValueMistake(String(valuesOf(parameters, name)[row]))}`
  }
  return undefined
}

/** A row of a table whose values would be a step in the path. */
function stepMistake(url: Parts, parameters: ParametersSpec): string | undefined {
  for (const { names, isStep } of filledSegments(url)) {
    const columns = names.map((name) => [name, valuesOf(parameters, name)] as const)
    // A number of the program's own makes no step.
    if (columns.some(([, values]) => values.length === 0)) continue
    const row = columns[0]![1].findIndex((_, i) =>
      isStep(Object.fromEntries(columns.map(([name, values]) => [name, values[i]!]))),
    )
    if (row >= 0) return `cannot take parameter ${names.join(' and ')} of row ${row + 1}, which ${SEGMENT_RULE}`
  }
  return undefined
}

/** Values of a parameter in a table. A function makes them later. */
function valuesOf({ rows, columns }: ParametersSpec, name: string): readonly ParameterValue[] {
  return columns?.[name] ?? rows?.flatMap((row) => row[name] ?? []) ?? []
}
