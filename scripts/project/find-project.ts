import { existsSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { minChangeIn } from '../cli/min-change-text.ts'
import { upTo } from './above.ts'
import { configFileIn } from './config-name.ts'
import type { ProjectConfig } from './config-schema.ts'
import { SUITE_PATTERNS, suiteFiles } from './discovery.ts'
import type { Project, SuiteFile } from './project.ts'
import { isBelow } from './way-inside.ts'

/**
 * The project of a user who stands in a folder. Its root is the nearest folder with a configuration, else the nearest
 * with a package.json, else the folder itself. It is never below `node_modules`. `top`: the search ends there.
 * @throws ConfigError when the configuration cannot be used.
 */
export async function projectAt(folder: string, top?: string): Promise<Project> {
  const start = aboveModules(resolve(folder))
  const ways = upTo(start, top)
  for (const way of ways) {
    const file = configFileIn(way)
    if (file === undefined) continue
    // Loaded when needed: reading a configuration takes the schemas and the bundler of suites.
    const { readConfig } = await import('./config-file.ts')
    return projectOf(way, await readConfig(file), file)
  }
  return projectOf(ways.find((way) => existsSync(join(way, 'package.json'))) ?? start)
}

/** The project with these options. @throws ConfigError when its files would lie where they must not. */
export function projectOf(root: string, config: ProjectConfig = {}, configFile?: string): Project {
  const results = resolve(root, config.results ?? 'stormbench-results')
  const places = {
    results,
    baseline: resolve(root, config.baseline ?? 'bench/baseline'),
    history: resolve(root, config.history ?? 'bench/history.csv'),
    accepted: resolve(root, config.accepted ?? 'bench/accepted.json'),
  }
  for (const [option, path] of Object.entries(places)) {
    if (path.split(sep).includes('node_modules'))
      throw new ConfigError(`${option}: must not lie below node_modules, got ${path}`)
  }
  if (results === root || isBelow(root, results))
    throw new ConfigError(`results: must be a folder for results alone, got ${results}`)
  let found: Promise<readonly SuiteFile[]> | undefined
  const suites = () => {
    found ??= suiteFiles(root, config.suites ?? SUITE_PATTERNS, results)
    return found
  }
  const given = {
    ...(configFile && { configFile }),
    ...(config.suites && { patterns: config.suites }),
    ...(config.install && { install: config.install }),
    ...(config.minChange && { minChange: minChangeIn(config.minChange)! }),
  }
  return { root, ...given, ...places, suites }
}

/** The folder, or the one that holds the outermost `node_modules` above it. */
function aboveModules(folder: string): string {
  const parts = folder.split(sep)
  const modules = parts.indexOf('node_modules')
  return modules === -1 ? folder : parts.slice(0, modules).join(sep) || sep
}
