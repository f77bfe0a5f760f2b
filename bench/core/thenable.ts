/** Whether a value is a promise or behaves like one. If so, its rejection is ignored. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') return false
  Promise.resolve(value).catch(() => undefined)
  return true
}
