import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { MAP_FILE } from '../../reports/map/map-data.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { Console } from '../cli/console.ts'
import { EXIT } from '../cli/exit-code.ts'
import { addOptions, type Given, valuesOf } from '../cli/options.ts'
import { OPEN } from './open-option.ts'

/** Adds the command that writes the derived files again. */
export function addRender(program: Command, context: CommandContext): void {
  addOptions(program.command('render'), OPEN)
    .description('recreate the derived files of a result folder from its run.json or map.json')
    .argument('<folder>', 'result folder')
    .action(async (folder: string, given: Given) => {
      const path = context.resolvePath(folder)
      await renderFolder(path, context.console)
      context.done(EXIT.fine, valuesOf(OPEN, given, context).open ? path : undefined)
    })
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
