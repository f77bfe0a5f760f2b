/** Whether a check passes, which throws where it does not. */
export function passes(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
