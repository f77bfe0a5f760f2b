/** Whether a value is a promise, or is waited for like one. Its failure is nobody's then. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') return false
  Promise.resolve(value).catch(() => undefined)
  return true
}
