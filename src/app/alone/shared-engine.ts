import { mkdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { scratchFolder } from '../../store/scratch.ts'
import { type Engine, openEngine } from '../../table/engine/open.ts'

/** What all definitions that run alone in this process share, and what each of these runs has for itself. */
export interface AloneEngines extends AsyncDisposable {
  /** The folder of this run. */
  readonly folder: string
  /** With a clock of its own. */
  engine(): Promise<Engine>
  /** For data files that others wrote: one that is corrupt ends the instance that reads it. */
  filesEngine(): Promise<Engine>
}

let shared: string | undefined
let [runs, active] = [0, 0]
const opened = new Map<'rows' | 'files', Promise<Engine>>()

/**
 * One folder a process, there while something runs: a test's process may be ended in the middle, and then what it left
 * is removed by the next.
 */
function enterFolder(): string {
  if (shared === undefined) {
    const folder = scratchFolder('alone')
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    shared = folder
  } else if (active === 0) mkdirSync(shared, { mode: 0o700, recursive: true })
  // DuckDB spills here what does not fit into memory, and expects its folders.
  for (const which of ['rows', 'files']) mkdirSync(join(shared, which), { recursive: true })
  active += 1
  return shared
}

/**
 * The last run removes everything. The others have removed their own folders by then, since `rmSync` stops where a file
 * is gone before it.
 */
async function leaveFolder(own: string): Promise<void> {
  if (active > 1) await rm(own, { recursive: true, force: true })
  active -= 1
  if (active === 0) rmSync(shared as string, { recursive: true, force: true })
}

/** Opened by the first that asks, since opening one takes longer than a small table does. */
function open(which: 'rows' | 'files'): Promise<Engine> {
  const already = opened.get(which)
  if (already !== undefined) return already
  const opening = openEngine({ tempFolder: join(shared as string, which), threads: 1 })
  opened.set(which, opening)
  opening.catch(() => opened.delete(which))
  return opening
}

export function openEngines(): AloneEngines {
  const folder = join(enterFolder(), `run-${++runs}`)
  let own: Promise<Engine> | undefined
  return {
    folder,
    engine() {
      own ??= open('rows').then((engine) => engine.withOwnClock())
      return own
    },
    async filesEngine() {
      const current = open('files')
      if (await (await current).isDead()) opened.delete('files')
      return open('files')
    },
    [Symbol.asyncDispose]: () => leaveFolder(folder),
  }
}
