import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { announce } from './announce.ts'
import { type PythonEnvironment, type PythonSet, pythonEnvironment, pythonSets } from './environment.ts'
import { type PythonHost, startPythonHost } from './host.ts'

/** What the tests of Python run in. */
export interface Pythons {
  readonly environments: Readonly<Record<PythonSet, PythonEnvironment>>
  /** What stands for the interpreter of dbt in the words of a shell. */
  readonly dbtHost: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The socket that says `Pythons` to whoever connects, once they are there. */
    pythonSocket: string
  }
}

/**
 * Makes the environments, and says why tests will be skipped. An install mostly waits for downloads, and nothing but the tests of Python
 * waits for it: these ask a socket, and have their answer before the first of them begins.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'pythons-'))
  let host: PythonHost | undefined
  const pythons = environmentsOf().then(async (environments): Promise<Pythons> => {
    host = dbtHost(environments.dbt, join(folder, 'dbt-host'))
    await host?.ready
    return { environments, dbtHost: host?.interpreter ?? '' }
  })
  const socket = join(folder, 'socket')
  const server = await announce(pythons, socket)
  project.provide('pythonSocket', socket)
  return async () => {
    server.close()
    host?.stop()
    await pythons.catch(() => undefined)
    host?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function environmentsOf(): Promise<Pythons['environments']> {
  const made = await Promise.all(pythonSets.map(async (set) => [set, await pythonEnvironment(set)] as const))
  for (const [set, environment] of made) {
    if ('missing' in environment)
      console.log(`skipped: tests that need Python with ${set}, since ${environment.missing}`)
  }
  return Object.fromEntries(made) as Record<PythonSet, PythonEnvironment>
}

function dbtHost(environment: PythonEnvironment, socket: string): PythonHost | undefined {
  if ('missing' in environment) return undefined
  return startPythonHost(join(environment.folder, 'bin/python'), { rehearsal: './rehearse_dbt.py', socket })
}
