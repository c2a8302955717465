import { readLines } from '../classifier/labelled-lines.js'
import { openClassifier } from '../classifier/open-classifier.js'
import { classifierEndpoint, modelName } from './classifier-endpoint.js'

/** `npm run serve [-- PORT]`: serves the trained classifier on this machine until it is stopped. */
const [asked = '8790'] = process.argv.slice(2)
const port = Number(asked)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`${asked} is no port: give a whole number from 0 to 65535`)
  process.exit(1)
}
const server = classifierEndpoint(await openClassifier(readLines().training))
server.on('error', ({ message }) => {
  console.error(`cannot serve on port ${port}: ${message}`)
  process.exitCode = 1
})
server.listen(port, '127.0.0.1', () => {
  const address = server.address()
  const open = typeof address === 'object' && address !== null ? address.port : port
  console.log(`${modelName}: LLM_BASE_URL=http://127.0.0.1:${open}/v1`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
