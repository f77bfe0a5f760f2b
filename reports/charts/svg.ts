import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { xmlText } from '../safe-text.ts'
import { textWidth } from './chart-style.ts'

/** Vega's hook for the width of a text, which its types leave out. */
interface TextMetrics {
  width: (item: { readonly text?: unknown; readonly fontSize?: number }, line?: unknown) => number
}

const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics }

/** A Vega-Lite chart as SVG, without a browser. The same chart gives the same bytes. */
export async function svgOf(chart: TopLevelSpec): Promise<string> {
  // With a package "canvas" Vega would measure with the fonts of this machine. Without it Vega guesses a third too
  // much.
  textMetrics.width = ({ text, fontSize = 11 }, line) => textWidth(String(line ?? text ?? ''), fontSize)
  const view = new vega.View(vega.parse(compile(chart).spec), { renderer: 'none' })
  try {
    return `${xmlText(renumbered(await view.toSVG()))}\n`
  } finally {
    view.finalize()
  }
}

/** Numbers clips and gradients from 1 in each chart. Vega counts through all charts of a process. */
function renumbered(svg: string): string {
  const names = new Map<string, string>()
  return svg.replace(/(?<=(?: id="|="url\(#))(clip|gradient_)\d+/g, (name, kind: string) => {
    if (!names.has(name)) names.set(name, `${kind}${names.size + 1}`)
    return names.get(name)!
  })
}
