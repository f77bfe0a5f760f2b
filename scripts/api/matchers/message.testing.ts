/** For tests: the message with which an expectation fails. */
export function messageOf(expectation: () => void): string {
  try {
    expectation()
  } catch (error) {
    return (error as Error).message
  }
  return 'passed'
}
