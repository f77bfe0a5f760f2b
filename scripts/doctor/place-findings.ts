import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMMAND, IS_CHECKOUT, PACKAGE } from '../../bench/core/own-code.ts'
import { counted } from '../../reports/format.ts'
import { VERSION } from '../cli/environment.ts'
import { repositoryState } from '../cli/git.ts'
import type { Project } from '../project/project.ts'
import { type Finding, fine } from './finding.ts'

/** A result folder takes a few MB, and a nightly run a hundred. */
const DISK_MIN_BYTES = 100 * 2 ** 20

/** The program itself: a checkout, or an installed package. */
export function programFinding(): Finding {
  return fine('stormbench', `${VERSION}, ${IS_CHECKOUT ? 'a checkout' : 'installed'} in ${fileURLToPath(PACKAGE)}`)
}

/** Whether results can be written. Nothing is. */
export function resultsFinding({ results }: Pick<Project, 'results'>): Finding {
  let folder = results
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize >= DISK_MIN_BYTES) return fine('results', results)
    const found = `${Math.floor((bavail * bsize) / 2 ** 20)} MB left for ${results}`
    return { check: 'results', sign: 'doubtful', found, advice: 'Make room: a run that cannot be saved is lost.' }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const advice = 'Name another folder with --out, or as `results` in the configuration.'
    return { check: 'results', sign: 'impossible', found: `${folder} cannot be written (${code})`, advice }
  }
}

/** The state of the user's repository, which results name. */
export function gitFinding({ root }: Pick<Project, 'root'>): Finding {
  const { commit, dirty } = repositoryState(root)
  if (commit === null) {
    const advice = 'Results name no commit, and ab and history need one: git init, and commit.'
    return { check: 'git', sign: 'note', found: 'no commit', advice }
  }
  if (!dirty) return fine('git', `${commit.slice(0, 12)}, all committed`)
  const advice = 'Results name the commit and that more had changed. Commit before figures that must be found again.'
  return { check: 'git', sign: 'note', found: `${commit.slice(0, 12)}, with changes that are not committed`, advice }
}

/** The configuration and the suites that were found. */
export function projectFinding({ root, configFile }: Project, suites: number): Finding {
  const found = `${configFile ?? root}, ${counted(suites, 'suite')}`
  if (suites > 0) return fine('project', found)
  const advice = `${COMMAND} init makes a first suite. The suites of the package run anywhere.`
  return { check: 'project', sign: 'note', found, advice }
}
