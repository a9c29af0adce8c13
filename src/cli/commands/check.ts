import { appendFileSync } from 'node:fs'
import { type ExitCode, exitCodes } from '../../errors.ts'
import type { Basis } from '../../project/check-basis.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Answer, CommandContext } from '../command.ts'
import { assessSince } from '../gate/changed-since.ts'
import { parseFailOn, troubleOf } from '../gate/fail-on.ts'
import { unaskedAmong, unaskedField, unaskedLines } from '../gate/unasked.ts'
import { envelope } from '../output.ts'
import { type Overview, openOverview } from '../overview.ts'
import { type CheckView, renderCheck } from '../render/check.ts'
import { isFine } from '../render/fine.ts'
import { annotations, stepSummary } from '../render/github.ts'
import { junit } from '../render/junit.ts'
import { statusDocument } from '../render/status.ts'
import { assessSelected, narrowTo, type SelectionFlags, selectNames } from '../selection.ts'
import { tellUnseen, unseenAmong, unseenField } from '../unseen.ts'
import { type AssetView, lockedViewOf, viewOf } from '../view.ts'

export interface CheckFlags extends SelectionFlags {
  readonly failOn?: string
  /** A git ref: only what this branch changed since. */
  readonly changed?: string
  readonly output?: 'text' | 'github' | 'md' | 'junit' | 'json'
  readonly exitZero?: boolean
}

export async function check(context: CommandContext, flags: CheckFlags): Promise<Answer> {
  const failOn = parseFailOn(flags.failOn)
  await using overview = await openOverview(context)
  const { basis, assets, all } = await checked(overview, flags)
  const fails = (view: AssetView) => {
    const trouble = troubleOf(view)
    return trouble !== undefined && failOn.has(trouble)
  }
  const unasked = await unaskedAmong(overview, { assets, all, basis })
  const now = Date.now()
  const judged = { ...statusDocument(assets, basis), ...unaskedField(unasked, now) }
  const verdict: Verdict = {
    assets,
    all,
    unasked: unaskedLines(unasked, now),
    judged,
    fails,
    exitCode: exitCodeOf(assets.some(fails), flags),
  }
  tellGithub(verdict, context, flags)
  const unseen = unseenAmong(
    assets.map(({ node }) => node.name),
    await overview.unseen(),
  )
  tellUnseen(context, unseen)
  return {
    exitCode: verdict.exitCode,
    document: () => ({ ...judged, ...unseenField(unseen) }),
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

async function checked(
  overview: Overview,
  flags: CheckFlags,
): Promise<Pick<Verdict, 'assets' | 'all'> & { readonly basis: Basis }> {
  // What is remembered was found out from the store.
  if (overview.remembered && flags.changed === undefined) {
    const assets = await assessSelected(overview, flags)
    const views = await overview.views(assets.map(({ node }) => node.name))
    return { basis: 'store', assets, all: [...views.values()] }
  }
  const session = await overview.session()
  if (flags.changed === undefined) narrowTo(session, flags)
  const { basis, assessment } = await session.assessOnBasis()
  const views = new Map([...assessment].map(([name, assessed]) => [name, viewOf(assessed)]))
  const names = await selectNames({ ...session, assess: async () => assessment, views: async () => views }, flags)
  const since = flags.changed === undefined ? undefined : await assessSince(session, flags.changed)
  const view = basis === 'lock' ? lockedViewOf : viewOf
  const selected = names.flatMap((name) => {
    const assessed = assessment.get(name)
    return assessed === undefined ? [] : [view(assessed)]
  })
  const all = [...views.values()]
  if (since === undefined) return { basis, assets: selected, all }
  const isChanged = ({ node }: AssetView) => {
    const then = since.get(node.name)
    return then !== undefined && !isFine(viewOf(then))
  }
  return { basis, assets: selected.filter(isChanged), all }
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
