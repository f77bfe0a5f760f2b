/** What a figure may have to be against its limit. */
export const OPERATORS = {
  '<': (measured: number, limit: number) => measured < limit,
  '<=': (measured: number, limit: number) => measured <= limit,
  '>': (measured: number, limit: number) => measured > limit,
  '>=': (measured: number, limit: number) => measured >= limit,
  '==': (measured: number, limit: number) => measured === limit,
  '===': (measured: number, limit: number) => measured === limit,
  '!=': (measured: number, limit: number) => measured !== limit,
} as const
export type Operator = keyof typeof OPERATORS
