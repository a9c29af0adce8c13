/** Loads a project as Node does, with its own resolver and its own CommonJS, and makes its assets. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { makeRows, silent } from './make-rows.ts'

const { root, assets, env } = workerData as {
  readonly root: string
  readonly assets: readonly string[]
  readonly env: Readonly<Record<string, string>>
}
Object.assign(console, silent)
try {
  const [config, contents] = [await load('assets.config.ts'), await load('assets/index.ts')]
  const made: Record<string, string> = {}
  for (const asset of assets) made[asset] = await makeRows({ config, contents, asset, env })
  parentPort?.postMessage({ made })
} catch (error) {
  parentPort?.postMessage({ error: String((error as Error | undefined)?.stack ?? error) })
}

function load(file: string): Promise<object> {
  return import(pathToFileURL(join(root, file)).href)
}
