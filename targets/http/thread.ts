import { parentPort } from 'node:worker_threads'
import { startServer } from './server.ts'

const { port } = await startServer()
parentPort?.postMessage(port)
