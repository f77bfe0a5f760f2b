/** The benchmark could not run: nothing is wrong with the configuration, something with the world. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError'
}
