import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { ConfigError } from '../bench/core/config-error.ts'
import { passes } from './passes.ts'

/** Most characters of a certificate, or of several in one text. */
export const PEM_MAX = 1_000_000
const BEGIN = '-----BEGIN '
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The options that hold PEM text, or name a file with it. */
export const PEM_OPTIONS = ['ca', 'cert', 'key'] as const

/** Whether an option holds PEM text. Any other text is the path of a file. */
export function isPem(text: string): boolean {
  return text.includes(BEGIN)
}

const certificates = (what: string) =>
  z
    .string()
    .min(1)
    .max(PEM_MAX)
    .refine((text) => !isPem(text) || areCertificates(text), `must hold ${what} in PEM`)

/** How a service is reached over TLS. */
export const tlsSchema = z
  .strictObject({
    /** Certificates that are trusted, instead of those of the usual authorities. */
    ca: certificates('certificates').optional(),
    /** Certificate that the client shows, with its private key. */
    cert: certificates('a certificate').optional(),
    key: z.string().min(1).max(PEM_MAX).optional(),
    /** Whether the certificate of the service must be trusted and be of its host. */
    rejectUnauthorized: z.boolean().default(true),
    /** Host that is asked for and that the certificate must be of. @defaultValue the host of the URL */
    servername: z
      .string()
      .regex(/^(?=.{1,253}$)\w([\w-]*\w)?(\.\w([\w-]*\w)?)*$/, 'must be the name of a host')
      .refine((name) => isIP(name) === 0, 'must be the name of a host, not an address')
      .optional(),
  })
  .superRefine(({ cert, key }, context) => {
    const message = keyMistake(cert, key)
    if (message !== undefined) context.addIssue({ code: 'custom', message, path: ['key'] })
  })
export type TlsSpec = z.infer<typeof tlsSchema>

/** Throws a ConfigError when a file that the options name was not read. */
export function refuseUnread(tls: TlsSpec): void {
  for (const option of PEM_OPTIONS) {
    const text = tls[option]
    if (text !== undefined && !isPem(text)) throw new ConfigError(`target.tls.${option}: ${text} was not read`)
  }
}

function areCertificates(text: string): boolean {
  const found = text.match(CERTIFICATE) ?? []
  return found.length > 0 && found.every((one) => passes(() => new X509Certificate(one)))
}

function keyMistake(cert: string | undefined, key: string | undefined): string | undefined {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) return 'must be given together with cert'
  if (!isPem(key)) return undefined
  if (key.includes('ENCRYPTED')) return 'must be a private key without a passphrase'
  if (!passes(() => createPrivateKey(key))) return 'must hold a private key in PEM'
  const isRead = isPem(cert) && areCertificates(cert)
  return isRead && !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    ? 'must be the key of cert'
    : undefined
}
