import { inspect } from 'node:util'
import type { NodeFacts } from '../discover/facts.ts'
import type { StepError } from '../events.ts'
import { appendLog } from '../store/logs.ts'
import type { RunContext } from './run-context.ts'
import { isMistake, stepError } from './step-error.ts'

/** What a node failed with, for its record and for the user. The stack goes to its log, where the message says that it is. */
export function failureOf(context: RunContext, { node }: NodeFacts, error: unknown): StepError {
  const { workspace, run } = context
  if (!isMistake(error)) {
    const line = { at: Date.now(), level: 'error' as const, message: inspect(error) }
    appendLog(workspace.storeFolder, { run: run.id, asset: node.name }, line)
  }
  return stepError(error, { asset: node.name, at: node.at, root: workspace.project.root })
}
