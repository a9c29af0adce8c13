import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type PythonEnvironment, type PythonSet, pythonEnvironment, pythonSets } from './environment.ts'
import { type PythonHost, startPythonHost } from './host.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    python: Readonly<Record<PythonSet, PythonEnvironment>>
    /** What stands for the interpreter of dbt in the words of a shell. */
    dbtHost: string
  }
}

/** Makes the environments before the first test, so that no test waits for an install, and says why tests will be skipped. */
export default async function setup(project: TestProject): Promise<() => void> {
  const made = await Promise.all(pythonSets.map(async (set) => [set, await pythonEnvironment(set)] as const))
  for (const [set, environment] of made) {
    if ('missing' in environment)
      console.log(`skipped: tests that need Python with ${set}, since ${environment.missing}`)
  }
  const environments = Object.fromEntries(made) as Record<PythonSet, PythonEnvironment>
  const host = await dbtHost(environments.dbt)
  project.provide('python', environments)
  project.provide('dbtHost', host?.interpreter ?? '')
  return () => host?.stop()
}

async function dbtHost(environment: PythonEnvironment): Promise<PythonHost | undefined> {
  if ('missing' in environment) return undefined
  return await startPythonHost(join(environment.folder, 'bin/python'), ['dbt.cli.main', 'dbt.adapters.duckdb'])
}
