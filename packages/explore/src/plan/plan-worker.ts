import { parentPort, workerData } from 'node:worker_threads'
import { readPlan } from './read-plan.js'

/** What the thread is given: the plan's path as it was given, and its text. */
export type PlanText = { readonly file: string; readonly markdown: string }

const { file, markdown }: PlanText = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(readPlan(file, markdown))
