const URL_TEXT = /^(--[a-z-]+=)?([a-z][a-z0-9+.-]*:\/\/.*)$/is

/**
 * Removes user, password, the values of the query and the fragment from a URL, alone or as the value of an option. Any
 * other text stays. In a text that only looks like a URL, all up to the last `@` counts as a password.
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
    // A name without a value may be a secret key.
    if (value === '') url.searchParams.delete(name)
    else url.searchParams.set(name, '(not recorded)')
  }
  return `${option}${url.href}`
}

/** Removes whatever stands before an `@` in the URLs of a text: a user, a password or a token. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/+)[^\s'"]*@/gi, '$1')
}
