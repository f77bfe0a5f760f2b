import { Console } from 'node:console'
import { exitOnCrash } from '../../bench/core/crash.ts'
import { ALL_ALLOWED } from '../../bench/workers/permissions.ts'
import { serveParent } from '../../bench/workers/serve-parent.ts'
import { environmentClass } from '../cli/environment.ts'
import { suiteOf } from '../suite/suite-source.ts'

exitOnCrash()
// The error output is kept for the reason of a crash, so the prints of a suite take the other way.
globalThis.console = new Console(process.stdout)

// The parent runs the same suites, so all that they do is allowed here.
serveParent({
  environmentClass: environmentClass(),
  load: (source) => suiteOf(source, true),
  permissions: ALL_ALLOWED,
})
