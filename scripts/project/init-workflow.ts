import { join, relative } from 'node:path'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { topOf } from '../cli/git.ts'
import { slashed } from '../cli/slashed.ts'
import { above } from './above.ts'
import { type InstallPlan, installPlan } from './install-plan.ts'
import { installedProgram } from './user-program.ts'

/** The action that the package brings: its version is the one that the project has installed. */
const ACTION = join('node_modules', 'stormbench', '.github', 'actions', 'compare')

/** A workflow for the repository of a project. */
export interface Workflow {
  readonly path: string
  readonly text: string
}

/**
 * Returns a workflow that compares each pull request with its base. GitHub reads it at the top of the repository.
 * @throws ConfigError when the lock files do not say how to install the packages.
 */
export function githubWorkflow(root: string): Workflow {
  const top = repositoryOr(root)
  const plan = planOf(root, top)
  const from = (folder: string) => slashed(relative(top, folder))
  const action = from(above(root, ACTION) ?? join(plan.folder, ACTION))
  return {
    path: join(top, '.github', 'workflows', 'stormbench.yml'),
    text: textOf(plan, { action, install: from(plan.folder), project: from(root), program: installedProgram(root) }),
  }
}

/** The top of the repository; the root itself outside of one. */
function repositoryOr(root: string): string {
  try {
    return topOf(root)
  } catch (error) {
    if (error instanceof CannotRunError) return root
    throw error
  }
}

function planOf(root: string, top: string): InstallPlan {
  const plan = installPlan(root, top)
  if (plan === undefined) throw new ConfigError('--ci: needs a package.json that has stormbench in devDependencies')
  return plan
}

/** Paths from the top of the repository, and the program. */
interface Places {
  readonly action: string
  readonly install: string
  readonly project: string
  readonly program: string
}

function textOf({ command }: InstallPlan, { action, install, project, program }: Places): string {
  const line = typeof command === 'string' ? command : command.join(' ')
  const isNpm = line.startsWith('npm ')
  const within = (folder: string, indent: string) =>
    folder === '' ? '' : `\n${indent}working-directory: ${JSON.stringify(folder)}`
  const options = [
    ...(project === '' ? [] : [`working-directory: ${JSON.stringify(project)}`]),
    ...(isNpm ? [] : [`command: ${program}`]),
  ]
  return `# Compares each pull request with its base, in virtual time: any machine gives the same figures.
# The result stands in the summary of the job, and in a comment on the pull request.
name: stormbench

on: pull_request

permissions:
  contents: read

jobs:
  compare:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v6
        with:
          node-version: 24
${isNpm ? '' : '      - run: corepack enable\n'}      - run: ${line}${within(install, '        ')}
      - uses: ${JSON.stringify(`./${action}`)}
${options.length === 0 ? '' : `        with:\n${options.map((option) => `          ${option}\n`).join('')}`}`
}
