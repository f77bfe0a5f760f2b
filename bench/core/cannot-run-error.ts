/** The benchmark could not run although its configuration is right: something outside failed, such as a server. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError'
}
