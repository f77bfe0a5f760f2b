const URL_TEXT = /^(--[a-z-]+=)?([a-z][a-z0-9+.-]*:\/\/.*)$/is

/**
 * A URL, alone or as the value of an option, without user, password, the values of its query and its fragment; any
 * other text as it is. In what only looks like a URL all up to the last `@` counts as a password.
 */
export function withoutSecretsInUrl(text: string): string {
  const [, option = '', address = ''] = URL_TEXT.exec(text) ?? []
  if (address === '') return text
  if (!URL.canParse(address)) return option + address.replace(/:\/\/.*@/s, '://').replace(/[?#].*$/s, '')
  const url = new URL(address)
  if (url.username + url.password + url.search + url.hash === '') return text
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const [name, value] of [...url.searchParams]) {
    // A name alone may be a key.
    if (value === '') url.searchParams.delete(name)
    else url.searchParams.set(name, '(not recorded)')
  }
  return `${option}${url.href}`
}

/** A text in which whatever stands before an `@` in a URL is left out, be it a user, a password or a token. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/+)[^\s'"]*@/gi, '$1')
}
