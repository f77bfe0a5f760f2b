// Start of the target's thread: workers do not inherit the TypeScript loader of the main thread.
import { register } from 'tsx/esm/api'

register()
await import('./thread.ts')
