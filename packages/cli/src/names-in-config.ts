import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/**
 * The corridors that a configuration file registers; null where it does not say within `limitMs`.
 * It runs in a thread of its own, because it is somebody else's code: one that waits, computes for
 * ever or throws at import must not stand between an operator and a kill.
 */
export async function namesInConfig(
  file: string,
  limitMs: number,
): Promise<readonly string[] | null> {
  const worker = new Worker(script, {
    eval: true,
    workerData: pathToFileURL(file).href,
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<readonly string[] | null>((settle) => {
      timer = setTimeout(() => settle(null), limitMs)
      worker.on('message', (names: unknown) => settle(isNames(names) ? names : null))
      worker.on('error', () => settle(null))
      worker.on('exit', () => settle(null))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

const script = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(workerData).then(({ default: config }) =>
    parentPort.postMessage(config.corridors.map(({ intent }) => intent)),
  )
`

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}
