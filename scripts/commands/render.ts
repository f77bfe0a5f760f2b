import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { MAP_FILE } from '../../reports/map/map-data.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { Console } from '../cli/console.ts'

/** Adds the command that writes the derived files again. */
export function addRender(program: Command, { console, resolvePath }: CommandContext): void {
  program
    .command('render')
    .description('recreate the derived files of a result folder from its run.json or map.json')
    .argument('<folder>', 'result folder')
    .action((folder: string) => renderFolder(resolvePath(folder), console))
}

async function renderFolder(path: string, console: Console): Promise<void> {
  if (existsSync(join(path, MAP_FILE))) {
    // Loaded when needed: drawing takes most of a second to load.
    const { renderMapFolder } = await import('../study/map-command.ts')
    return renderMapFolder(path, console)
  }
  const { ResultFolder, readData } = await import('../../reports/files/write.ts')
  const data = readData(path)
  const folder = ResultFolder.open(path)
  try {
    folder.save(data)
  } finally {
    folder.release()
  }
  console.out(`rendered ${path}\n`)
}
