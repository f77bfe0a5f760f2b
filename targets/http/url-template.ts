/** A placeholder, or the escape of braces. */
const BRACES = /\\\{\{|\{\{[^{}]*\}\}/g
/** Where the path of a URL begins: after the slashes of its scheme and the host. */
const PATH = /^[a-z]+:\/\/[^/?#\\]*/i

/**
 * Path and query of a URL, percent-encoded where a URL needs it, with its placeholders as they are written. Reading a
 * URL would encode their braces too.
 */
export function pathOf(url: string): string {
  const found: string[] = []
  const mark = unusedIn(url)
  const { pathname, search } = new URL(
    url.replace(BRACES, (braces) => {
      found.push(braces.startsWith('\\') ? '%7B%7B' : braces)
      return `${mark}${found.length - 1}.`
    }),
  )
  return found.length === 0
    ? pathname + search
    : (pathname + search).replace(new RegExp(`${mark}(\\d+)\\.`, 'g'), (_, i) => found[Number(i)]!)
}

/** Whether the host of a URL, or its user, has a placeholder. */
export function hasPlaceholderInHost(url: string): boolean {
  return PATH.exec(url)?.[0].includes('{{') ?? false
}

/** A text of letters that a URL does not have. */
function unusedIn(url: string): string {
  let mark = 'q'
  while (url.toLowerCase().includes(mark)) mark += 'q'
  return mark
}
