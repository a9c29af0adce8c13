import { parseFailOn, troubleOf } from '../../app/check/fail-on.ts'
import type { CheckRequest } from '../../app/check/judge.ts'
import type { AssetView } from '../../app/open/view.ts'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { type CheckFormat, type CheckVerdict, checkText } from '../render/plan/check-formats.ts'
import { unaskedLines } from '../render/plan/unasked.ts'
import { tellGithub } from '../tell-github.ts'
import { tellUnseen } from '../unseen.ts'

export interface CheckFlags extends CheckRequest {
  readonly failOn?: string
  readonly output?: CheckFormat
  readonly exitZero?: boolean
}

export async function check(context: CommandContext, flags: CheckFlags): Promise<Answer> {
  const { output: format = 'text', exitZero = false } = flags
  const failOn = parseFailOn(flags.failOn)
  const { report, document } = await context.calls.check(flags)
  const fails = (view: AssetView) => {
    const trouble = troubleOf(view)
    return (trouble !== undefined && failOn.has(trouble)) || (view.late !== undefined && failOn.has('late'))
  }
  const { assets, all, now } = report
  const { environment } = context.project
  const exitCode = assets.some(fails) && !exitZero ? exitCodes.bad : exitCodes.ok
  const judged = document()
  const verdict: CheckVerdict = {
    assets,
    all,
    unasked: unaskedLines(report.unasked, now, environment),
    judged,
    fails,
    exitCode,
    environment,
  }
  tellGithub(verdict, context, format)
  tellUnseen(context, report.unseen)
  return {
    exitCode,
    document: () => judged,
    text: () => checkText(verdict, format, context.output.style),
    // Each escapes by itself what a cell, a command or XML would take for something else.
    machine: format !== 'text',
  }
}
