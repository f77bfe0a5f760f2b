import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Finding, fine } from './finding.ts'
import { isWithin } from './version-range.ts'

/** Checks the optional packages that are installed. `wanted`: their ranges by name, such as `^2.3.1`. */
export function packageFindings(wanted: Readonly<Record<string, string>>, versionOf = installedVersion): Finding[] {
  const known = Object.entries(wanted).map(([name, range]) => ({ name, range, version: versionOf(name) }))
  const installed = known.filter((one) => one.version !== undefined)
  const others = installed.filter(({ range, version }) => !isWithin(version!, range))
  if (others.length > 0) {
    return others.map(({ name, range, version }) => ({
      check: 'packages',
      sign: 'doubtful',
      found: `${name} ${version}, tested with ${range}`,
      advice: `npm install "${name}@${range}"`,
    }))
  }
  const texts = installed.map(({ name, version }) => `${name} ${version}`)
  return [fine('packages', texts.length === 0 ? 'none of the optional ones' : texts.join(', '))]
}

/** Version of a package that this program would load; undefined when there is none. */
function installedVersion(name: string): string | undefined {
  let folder: string
  try {
    folder = dirname(fileURLToPath(import.meta.resolve(name)))
  } catch {
    return undefined
  }
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (!existsSync(file)) continue
    const own = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }
    if (own.name === name) return own.version
  }
  return undefined
}
