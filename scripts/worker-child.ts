import { serveParent } from '../bench/workers/serve-parent.ts'
import { suiteOf } from './suite-source.ts'

// The parent runs the same suites in its own process: their code is allowed.
serveParent((source) => suiteOf(source, true))
