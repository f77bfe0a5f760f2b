/** Real time over HTTP, virtual time, or the one beside the other. */
export const CLOCKS = ['real', 'virtual', 'both'] as const
export type ClockChoice = (typeof CLOCKS)[number]
