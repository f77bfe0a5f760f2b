import { generated } from './generated.ts'
import { outputOf } from './output.ts'

/** Which blocks of a page are made again. Slow ones take a minute or more. */
export type Part = 'generated' | 'output' | 'slow output'

export interface Rewritten {
  readonly text: string
  /** The first line that changed in each block that moved, before and after. */
  readonly moved: readonly { readonly block: string; readonly before: string; readonly after: string }[]
}

const BLOCK = /<!-- (generated|output|slow output): (.*?) -->\n([\s\S]*?)<!-- \/(?:generated|output) -->/g

/** Makes the blocks of a page again that stand between a marker with their command and its end. */
export async function rewritten(text: string, parts: readonly Part[]): Promise<Rewritten> {
  const moved: Rewritten['moved'][number][] = []
  let result = text
  for (const [whole, part, command, before] of text.matchAll(BLOCK)) {
    if (!parts.includes(part as Part)) continue
    const isTable = part === 'generated'
    const after = isTable ? `\n${generated(command!)}\n` : `\n\`\`\`text\n${await outputOf(command!)}\n\`\`\`\n\n`
    if (after === before) continue
    moved.push({ block: command!, ...firstChange(before!, after) })
    const end = isTable ? 'generated' : 'output'
    result = result.replace(whole, () => `<!-- ${part}: ${command} -->\n${after}<!-- /${end} -->`)
  }
  return { text: result, moved }
}

function firstChange(before: string, after: string): { before: string; after: string } {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const i = now.findIndex((line, at) => line !== old[at])
  return { before: old[i] ?? '', after: i === -1 ? '' : now[i]! }
}
