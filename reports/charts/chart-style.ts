import type { Config } from 'vega-lite'

const FONT = 'sans-serif'
const INK = '#222222'
/** Width of a letter against the font size: a little more than the mean of Helvetica and DejaVu Sans. */
const LETTER = 0.6

/** Style of all charts. */
export const CHART_CONFIG: Config = {
  font: FONT,
  background: 'white',
  view: { stroke: '#bbbbbb' },
  title: {
    anchor: 'start',
    fontSize: 16,
    subtitleFontSize: 12,
    color: INK,
    subtitleColor: '#555555',
    subtitlePadding: 6,
    offset: 14,
  },
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', labelColor: INK, titleColor: INK },
  header: { labelFontSize: 13, labelFontWeight: 'bold', labelColor: INK, titleColor: INK },
  legend: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 0,
    labelColor: INK,
    titleColor: INK,
  },
}

/** Facets side by side before the next line begins. */
export const FACET_COLUMNS = 3

/** Estimated width of a text, px. There is no browser to measure it. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * LETTER
}

/** A text in lines that are about `width` px wide at most; a longer word stands alone. */
export function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
