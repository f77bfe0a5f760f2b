import { exitOnCrash } from '../../bench/core/crash.ts'
import { ALL_ALLOWED } from '../../bench/workers/permissions.ts'
import { serveParent } from '../../bench/workers/serve-parent.ts'
import { environmentClass } from '../cli/environment.ts'
import { suiteOf } from '../suite/suite-source.ts'

exitOnCrash()

// The parent runs the same suites, so all that they do is allowed here.
serveParent({
  environmentClass: environmentClass(),
  load: (source) => suiteOf(source, true),
  permissions: ALL_ALLOWED,
})
