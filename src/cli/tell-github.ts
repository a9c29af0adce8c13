import { appendFileSync } from 'node:fs'
import { errorCode } from '../util/error-code.ts'
import type { CommandContext } from './command.ts'
import type { CheckFormat, CheckVerdict } from './render/plan/check-formats.ts'
import { annotations, stepSummary } from './render/run/github.ts'

/**
 * Tells GitHub's runner of a verdict where the command runs in one: annotations on stderr, where the runner reads them
 * as well, so that stdout stays the answer; and a summary in the file of the step, which decides nothing, so that it is
 * a warning where it cannot be written.
 */
export function tellGithub(verdict: CheckVerdict, { io, output }: CommandContext, format: CheckFormat): void {
  const isRunner = io.env.GITHUB_ACTIONS === 'true'
  if (!isRunner && format !== 'github') return
  if (format !== 'github') for (const line of annotations(verdict.assets, verdict.fails)) output.workflow(line)
  const file = io.env.GITHUB_STEP_SUMMARY
  if (file === undefined || file === '') return
  try {
    appendFileSync(file, stepSummary(verdict))
  } catch (error) {
    const reason = errorCode(error)
    if (reason === undefined) throw error
    output.complain(`the summary of the step cannot be written to ${file} (GITHUB_STEP_SUMMARY): ${reason}`)
  }
}
