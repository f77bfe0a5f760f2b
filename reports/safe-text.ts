import { oneLine, printable } from '../bench/core/printable.ts'

/*
 * Questions, names, reasons and messages come from suites, services, workers and files. They are stored as they came.
 * Here they are made safe for the medium that shows them. A terminal is served by bench/core/printable.ts.
 */

/** Longer texts are cut; nobody reads them in a report. */
const TEXT_MAX = 5000
/** A span of code, which markdown shows as it is, but for the bar that ends a cell. */
const CODE = /((?<!`)`(?!`)[^`]+(?<!`)`(?!`))/
/**
 * Characters that markdown would obey: escapes, code, emphasis, deletions, formulas, tables, the middle of a link or an
 * image, addresses, the start of a tag or an entity, underscores at the border of a word, and mentions.
 */
const MARKUP =
  /\\(?=[!-/:-@[-`{-~]|$)|[`*~$|]|(?<!\w)@(?=[a-z\d])|@(?=[\w-]+\.)|(?<=\])[([:]|:(?=\/\/)|(?<=www)\.|<(?=[a-z/!?])|&(?=#|[a-z])|(?<![a-z\d])_|_(?![a-z\d])/gi
/** The start of a line that markdown takes for a heading, a quote, a list, a rule or a definition. */
const LINE_START = /^(?=#{1,6}(\s|$)|>|[-+](\s|$)|-{3}|={1,}\s*$|\[)|(?<=^\d{1,9})(?=[.)](\s|$))/

/** A foreign text within a line of markdown, without any effect as markup. Spans of code stay. */
export function markdownText(text: string): string {
  return oneLine(text, TEXT_MAX)
    .split(CODE)
    .map((part) => (CODE.test(part) && !part.includes('|') ? part : part.replaceAll(MARKUP, escapeOf)))
    .join('')
}

/** The same where it begins a line. */
export function markdownLine(text: string): string {
  return markdownText(text).replace(LINE_START, '\\')
}

/** A foreign text of several paragraphs. */
export function markdownParagraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map(markdownLine)
    .join('\n\n')
}

/** A foreign text as a span of code. */
export function markdownCode(text: string): string {
  return `\`${oneLine(text, TEXT_MAX).replaceAll('`', "'") || ' '}\``
}

/** Foreign lines as a block of code, in a fence longer than any in them. */
export function markdownBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return `${fence}\n${printable(text).trimEnd()}\n${fence}`
}

/** Escapes a mark with a backslash. That does not stop a mention, which GitHub looks for in the rendered text. */
function escapeOf(mark: string, at: number, part: string): string {
  return mark === '@' && !/\w/.test(part[at - 1] ?? '') ? '@&#8203;' : `\\${mark}`
}

/** Characters that XML 1.0 cannot write. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** A foreign text for XML, whose writer escapes the marks of XML itself. */
export function xmlText(text: string): string {
  return printable(text).replaceAll(UNWRITABLE, '\ufffd')
}

/** A text that a spreadsheet takes for a formula. Source: OWASP, CSV Injection. */
const FORMULA = /^'*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]./s
const NUMBER = /^[-+]?(\d+(\.\d*)?(e[-+]?\d+)?|inf)$/i

/** A CSV cell that a spreadsheet takes for a text: a quote stands before a formula. Numbers stay numbers. */
export function csvCell(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

/** The text of a cell that {@link csvCell} has made. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}
