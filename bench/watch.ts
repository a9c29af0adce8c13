/**
 * How long after an edit `assets watch` tells the plan of it: of a project of 3 assets and of one of 200, beside a bare `fs.watch` that hears of
 * the same write. Run it with `node bench/watch.ts` after `npm run build`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'

const edits = 15
const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1] as number
const tell = (what: string, ms: number, more = '') =>
  console.log(`${what.padEnd(52)}${ms.toFixed(0).padStart(5)} ms${more}`)

/** The lines of a process, each a document, as somebody who waits for the next of a kind. */
function eventsOf({ stdout }: ChildProcess) {
  const waiting = new Map<string, () => void>()
  createInterface({ input: stdout as NonNullable<typeof stdout> }).on('line', (line) => {
    const { event } = JSON.parse(line) as { readonly event: string }
    waiting.get(event)?.()
    waiting.delete(event)
  })
  return (event: string) => new Promise<void>((resolve) => waiting.set(event, resolve))
}

async function measure(assets: number): Promise<void> {
  using project = benchProject()
  writeChain(project, assets, 10)
  const part = (n: number) =>
    project.write(
      'assets/edited.ts',
      `import { asset } from '#project'\nexport const edited = asset(() => [{ n: ${n} }])\n`,
    )
  const index = Array.from({ length: Math.ceil(assets / 10) }, (_, file) => `export * from './part_${file}.ts'\n`)
  part(0)
  project.write('assets/index.ts', [...index, "export * from './edited.ts'\n"].join(''))
  const command = join(repository, 'dist', 'bin.js')
  const watching = spawn(process.execPath, [command, 'watch', '--json'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const next = eventsOf(watching)
  await next('run')
  const [planned, heard]: [number[], number[]] = [[], []]
  for (let n = 1; n <= edits; n += 1) {
    const [plan, run, bare] = [next('plan'), next('run'), heardOf(join(project.folder, 'assets'))]
    const began = performance.now()
    part(n)
    await Promise.all([
      plan.then(() => planned.push(performance.now() - began)),
      bare.then(() => heard.push(performance.now() - began)),
    ])
    await run
  }
  watching.kill('SIGINT')
  await once(watching, 'close')
  tell(`an edit in a project of ${assets} assets, heard of by fs.watch`, median(heard))
  tell('planned and told by assets watch', median(planned), ' (target: 200; 30 of them wait for the editor)')
}

async function heardOf(folder: string): Promise<void> {
  const watcher = watch(folder)
  await once(watcher, 'change')
  watcher.close()
}

for (const assets of [3, 200]) await measure(assets)
