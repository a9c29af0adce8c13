import type { Isolate } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { thrownText } from '../../util/thrown.ts'
import type { Death } from './start-worker.ts'

const holdLess = 'hold less at once: iterate over the table, and yield rows instead of returning all of them'

/** The error of a worker that ended during a call. Another call, in another worker, may succeed. */
export function workerDied(isolate: Isolate, death: Death): AssetError {
  const [message, fix] = isolate === 'thread' ? threadText(death) : processText(death)
  const { exitCode, signal } = death
  const facts = { temporary: true, isolate, ...(signal === null ? { exitCode } : { signal }) }
  return new AssetError({ code: 'ASSET_FAILED', message, facts, fix })
}

type Text = readonly [message: string, fix: string]

function threadText({ error, exitCode }: Death): Text {
  if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY')
    return ['its thread ran out of memory', `${holdLess}; or isolate: 'process'`]
  const why = error === undefined ? `exit code ${exitCode}` : thrownText(error)
  return [
    `its thread ended in the middle of the call: ${why}`,
    'throw an error where it cannot go on, and return where it is done',
  ]
}

function processText({ exitCode, signal }: Death): Text {
  if (signal === null)
    return [
      `its process ended with exit code ${exitCode} in the middle of the call`,
      'throw an error where it cannot go on, and return where it is done',
    ]
  if (signal === 'SIGKILL')
    return ['its process was killed (SIGKILL), as the system does where memory runs out', holdLess]
  if (signal === 'SIGABRT')
    return [
      'its process ended itself (SIGABRT), as Node does where its heap is full',
      `${holdLess}; or allow more: NODE_OPTIONS=--max-old-space-size=8192`,
    ]
  return [
    `its process crashed (${signal}), in native code`,
    'look for the package that is called there, and try another version of it',
  ]
}
