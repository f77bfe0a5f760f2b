import type { ProjectConfig } from '../project/config-schema.ts'

/** Returns the options of a project unchanged, for `stormbench.config.ts`. */
export const defineConfig = (config: ProjectConfig) => config
