// Start of the target's thread, which has a loader of its own.
import '../../scripts/typescript.mjs'

await import('./thread.ts')
