/** The result folder cannot be used now; nothing is wrong with the configuration. */
export class FolderError extends Error {
  override readonly name = 'FolderError'
}
