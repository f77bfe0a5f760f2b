/**
 * The tools that results can be handed to. Apart from what writes for them, so that the help of the program need not
 * load it.
 */
export const EXPORT_FORMATS = ['github-action-benchmark', 'bencher', 'otava', 'junit'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
