import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { bareHost } from '../../core/bare-host.ts'
import { decoded } from '../../core/decoded.ts'

/** Longest silence of the broker before the attempt ends, ms. */
const SILENT_MS = 4500

const HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
const FRAME_END = 0xce
/** Type, channel and size of a frame. */
const FRAME_HEAD_BYTES = 7
/** Class and method numbers of the messages that open a connection. */
const START = 0x000a_000a
const START_OK = 0x000a_000b
const TUNE = 0x000a_001e
const TUNE_OK = 0x000a_001f
const OPEN = 0x000a_0028
const CLOSE = 0x000a_0032

/**
 * Returns the error text of a broker that accepts the user and refuses the virtual host. Undefined for any other
 * answer. amqplib hides this text, so a second connection asks for it. The text may hold the user's name.
 */
export function virtualHostRefusal(url: URL): Promise<string | undefined> {
  return new Promise((resolve) => {
    const isTls = url.protocol === 'amqps:'
    const place = { host: bareHost(url.hostname), port: Number(url.port || (isTls ? 5671 : 5672)) }
    const socket: Socket = isTls ? connectTls(place) : connectPlain(place)
    let heard: Buffer = Buffer.alloc(0)
    const end = (text: string | undefined) => {
      socket.destroy()
      resolve(text)
    }
    socket
      .setTimeout(SILENT_MS, () => end(undefined))
      .on(isTls ? 'secureConnect' : 'connect', () => socket.write(HEADER))
      .on('data', (bytes: Buffer) => {
        heard = Buffer.concat([heard, bytes])
        for (let method = takeMethod(); method !== undefined; method = takeMethod()) answer(method)
      })
      .on('error', () => end(undefined))
      .on('close', () => end(undefined))

    const takeMethod = () => {
      if (heard.length < FRAME_HEAD_BYTES) return undefined
      const frameBytes = FRAME_HEAD_BYTES + heard.readUInt32BE(3) + 1
      if (heard.length < frameBytes) return undefined
      const method = heard.subarray(FRAME_HEAD_BYTES, frameBytes - 1)
      heard = heard.subarray(frameBytes)
      return method
    }
    const answer = (method: Buffer) => {
      const kind = method.length < 4 ? 0 : method.readUInt32BE(0)
      if (kind === START) socket.write(startOk(url))
      // Accepts the broker's frame size, channel limit and heartbeat.
      else if (kind === TUNE) socket.write(Buffer.concat([frame(TUNE_OK, method.subarray(4)), open(url)]))
      else if (kind === CLOSE && method.length > 6) end(method.toString('utf8', 7, 7 + method.readUInt8(6)))
      else end(undefined)
    }
  })
}

function startOk({ username, password }: URL): Buffer {
  const [user, secret] =
    username === '' && password === '' ? ['guest', 'guest'] : [decoded(username), decoded(password)]
  const noProperties = Buffer.alloc(4)
  const plain = Buffer.from(`\0${user}\0${secret}`)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(plain.length)
  return frame(START_OK, Buffer.concat([noProperties, short('PLAIN'), size, plain, short('en_US')]))
}

function open({ pathname }: URL): Buffer {
  const reserved = Buffer.alloc(2)
  return frame(OPEN, Buffer.concat([short(decoded(pathname.slice(1)) || '/'), reserved]))
}

/** A method on channel 0. */
function frame(kind: number, fields: Buffer): Buffer {
  const bytes = Buffer.alloc(FRAME_HEAD_BYTES + 4)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt32BE(4 + fields.length, 3)
  bytes.writeUInt32BE(kind, FRAME_HEAD_BYTES)
  return Buffer.concat([bytes, fields, Buffer.from([FRAME_END])])
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255)
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}
