import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { pythonEnvironment } from './environment.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the commands of an environment that has Spark; empty where there is none. */
    sparkCommands: string
  }
}

/** Installs Spark before the first test, or takes the environment that `SPARK_VENV` names. */
export default async function setup(project: TestProject): Promise<void> {
  const given = process.env.SPARK_VENV
  const environment = given === undefined ? await pythonEnvironment('spark') : { folder: given }
  if ('missing' in environment) console.log(`skipped: tests that need Spark, since ${environment.missing}`)
  project.provide('sparkCommands', 'missing' in environment ? '' : join(environment.folder, 'bin'))
}
