import type { TestProject } from 'vitest/node'
import { type PythonEnvironment, type PythonSet, pythonEnvironment, pythonSets } from './environment.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    python: Readonly<Record<PythonSet, PythonEnvironment>>
  }
}

/** Makes the environments before the first test, so that no test waits for an install, and says why tests will be skipped. */
export default async function setup(project: TestProject): Promise<void> {
  const made = await Promise.all(pythonSets.map(async (set) => [set, await pythonEnvironment(set)] as const))
  for (const [set, environment] of made) {
    if ('missing' in environment)
      console.log(`skipped: tests that need Python with ${set}, since ${environment.missing}`)
  }
  project.provide('python', Object.fromEntries(made) as Record<PythonSet, PythonEnvironment>)
}
