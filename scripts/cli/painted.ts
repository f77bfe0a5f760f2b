import { styleText } from 'node:util'
import type { Span, Tone } from '../../reports/span.ts'

/** Colours that every terminal has, in its user's shades. Colour-blind people can distinguish them too. */
const STYLES = {
  good: 'cyan',
  late: 'yellow',
  bad: 'red',
  unknown: 'magenta',
  strong: 'bold',
  faint: 'dim',
} as const satisfies Readonly<Record<Tone, Parameters<typeof styleText>[0]>>

/**
 * A text in its colours, if the stream is a terminal with colours. `FORCE_COLOR`, `NO_COLOR` and `TERM=dumb` take
 * precedence.
 */
export function painted(spans: readonly Span[], stream: NodeJS.WritableStream): string {
  return spans
    .map(({ text, tone }) =>
      tone === undefined ? text : styleText(STYLES[tone], text, { stream, validateStream: true }),
    )
    .join('')
}
