/** Host name of a URL in the form that a socket takes: an IPv6 address has no brackets. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
