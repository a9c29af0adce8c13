import type { AssetView } from '../../../app/open/view.ts'
import type { ExitCode } from '../../../errors.ts'
import { unreachable } from '../../../util/unreachable.ts'
import { envelope } from '../../output.ts'
import type { Style } from '../../text/style.ts'
import { annotations, stepSummary } from '../run/github.ts'
import { junit } from '../run/junit.ts'
import { type CheckView, renderCheck } from './check.ts'

export type CheckFormat = 'text' | 'github' | 'md' | 'junit' | 'json'

/** The verdict of `check`, in all that its formats need. */
export interface CheckVerdict extends CheckView {
  /** The fields of the JSON document. */
  readonly judged: object
  readonly fails: (view: AssetView) => boolean
  readonly exitCode: ExitCode
}

export function checkText(verdict: CheckVerdict, format: CheckFormat, style: Style): string {
  const { assets, judged, fails, exitCode } = verdict
  switch (format) {
    case 'text':
      return renderCheck(verdict, style)
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
