import { notOneOf } from '../bench/core/suggestion.ts'
import { headerValueMistake } from './http/header-value.ts'
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
  if (option !== 'headers' || parameters === undefined) return undefined
  for (const { name } of placeholdersIn(parts)) {
    const row = valuesOf(parameters, name).findIndex((value) => headerValueMistake(String(value)) !== undefined)
    if (row >= 0)
      return `cannot take parameter ${name} of row ${row + 1}, which ${headerValueMistake(String(valuesOf(parameters, name)[row]))}`
  }
  return undefined
}

/** Values of a parameter in a table. A function makes them later. */
function valuesOf({ rows, columns }: ParametersSpec, name: string): readonly ParameterValue[] {
  return columns?.[name] ?? rows?.flatMap((row) => row[name] ?? []) ?? []
}
