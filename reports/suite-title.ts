import { DEFAULT_VARIANT } from '../bench/core/default-variant.ts'

/** Title of a result: the suite, and its variant where it has several. */
export function suiteTitle({ suite, variant }: { readonly suite: string; readonly variant: string }): string {
  return variant === DEFAULT_VARIANT ? suite : `${suite}, ${variant}`
}
