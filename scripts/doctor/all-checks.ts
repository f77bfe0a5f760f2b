import { readFileSync } from 'node:fs'
import { PACKAGE } from '../../bench/core/own-code.ts'
import type { Project } from '../project/project.ts'
import { brokerFindings } from './broker-findings.ts'
import type { Check } from './finding.ts'
import { machineFacts } from './machine-facts.ts'
import { machineFindings } from './machine-findings.ts'
import { packageFindings } from './package-findings.ts'
import { programFinding } from './place-findings.ts'
import { projectFindings } from './suite-findings.ts'

/** All checks, in their order. The machine is watched first, while this program does nothing else. */
export function allChecks(readProject: () => Promise<Project>): Check[] {
  const { engines, peerDependencies } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as {
    engines: { node: string }
    peerDependencies: Record<string, string>
  }
  return [
    async () => machineFindings(await machineFacts(), engines.node),
    async () => [programFinding()],
    () => projectFindings(readProject),
    async () => packageFindings(peerDependencies),
    brokerFindings,
  ]
}
