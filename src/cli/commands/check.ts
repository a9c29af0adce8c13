import { appendFileSync } from 'node:fs'
import { parseFailOn, troubleOf } from '../../app/check/fail-on.ts'
import type { CheckRequest } from '../../app/check/judge.ts'
import { type CheckReport, checkOf } from '../../app/check.ts'
import { checkDocument } from '../../app/documents/status.ts'
import type { AssetView } from '../../app/open/view.ts'
import { type ExitCode, exitCodes } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Answer, CommandContext } from '../command.ts'
import { envelope } from '../output.ts'
import { type CheckView, renderCheck } from '../render/plan/check.ts'
import { unaskedLines } from '../render/plan/unasked.ts'
import { annotations, stepSummary } from '../render/run/github.ts'
import { junit } from '../render/run/junit.ts'
import { tellUnseen } from '../unseen.ts'

export interface CheckFlags extends CheckRequest {
  readonly failOn?: string
  readonly output?: 'text' | 'github' | 'md' | 'junit' | 'json'
  readonly exitZero?: boolean
}

export async function check(context: CommandContext, flags: CheckFlags): Promise<Answer> {
  const failOn = parseFailOn(flags.failOn)
  const report = await checkOf(context.project, flags)
  const fails = (view: AssetView) => {
    const trouble = troubleOf(view)
    return (trouble !== undefined && failOn.has(trouble)) || (view.late !== undefined && failOn.has('late'))
  }
  const verdict = verdictOf(report, fails, flags)
  tellGithub(verdict, context, flags)
  tellUnseen(context, report.unseen)
  return {
    exitCode: verdict.exitCode,
    document: () => verdict.judged,
    text: () => textOf(verdict, context, flags),
    // Each escapes by itself what a cell, a command or XML would take for something else.
    machine: flags.output !== undefined && flags.output !== 'text',
  }
}

interface Verdict extends CheckView {
  /** Of the JSON document. */
  readonly judged: object
  readonly fails: (view: AssetView) => boolean
  readonly exitCode: ExitCode
}

function verdictOf(report: CheckReport, fails: Verdict['fails'], flags: CheckFlags): Verdict {
  const { assets, all, unasked } = report
  const now = Date.now()
  return {
    assets,
    all,
    unasked: unaskedLines(unasked, now),
    judged: checkDocument(report, now),
    fails,
    exitCode: exitCodeOf(assets.some(fails), flags),
  }
}

function exitCodeOf(isBad: boolean, { exitZero }: CheckFlags): ExitCode {
  return isBad && exitZero !== true ? exitCodes.bad : exitCodes.ok
}

function textOf(verdict: Verdict, { output }: CommandContext, flags: CheckFlags): string {
  const { output: format = 'text' } = flags
  const { assets, judged, fails, exitCode } = verdict
  switch (format) {
    case 'text':
      return renderCheck(verdict, output.style)
    case 'github':
      return annotations(assets, fails).join('\n')
    case 'md':
      return stepSummary(verdict)
    case 'junit':
      return junit(assets, fails)
    case 'json':
      return JSON.stringify({ ...envelope('check', exitCode), ...judged })
    default:
      return unreachable(format)
  }
}

/** Annotations go to stderr, where the runner reads them as well, so that stdout stays the answer. */
function tellGithub(verdict: Verdict, { io, output }: CommandContext, flags: CheckFlags): void {
  const isThere = io.env.GITHUB_ACTIONS === 'true'
  if (!isThere && flags.output !== 'github') return
  if (flags.output !== 'github') for (const line of annotations(verdict.assets, verdict.fails)) output.workflow(line)
  const file = io.env.GITHUB_STEP_SUMMARY
  if (file !== undefined && file !== '') appendFileSync(file, stepSummary(verdict))
}
