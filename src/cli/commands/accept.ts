import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { AssetError } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { acceptDocument, renderAccept } from '../render/accept.ts'
import { type SelectionFlags, selectNames } from '../selection.ts'
import { openSession } from '../session.ts'

export interface AcceptFlags extends SelectionFlags {
  readonly because: string
  readonly inputs?: boolean
}

export async function accept(context: CommandContext, flags: AcceptFlags): Promise<Answer> {
  // It is told in tables, on one line.
  const because = flags.because.replaceAll(/\s+/g, ' ').trim()
  if (because === '') throw usage('--because is empty', 'say in a few words why the data stays the same')
  if (flags.words.length + (flags.select ?? []).length === 0) {
    throw usage('no asset was named', 'name what is accepted, such as assets accept words --because "…"')
  }
  await using session = await openSession(context, 'update')
  const names = await selectNames(session, flags)
  if (session.catalog === undefined) throw nothingMade(names)
  const { acceptAssets } = await import('../../app/accept/accept.ts')
  const by = await whoAccepts(session.root)
  const wish = { names, by, because, inputs: flags.inputs ?? false, command: context.typed }
  const report = await acceptAssets(session.workspace, await session.world(), wish)
  await session.remember()
  const view = { ...report, by, because }
  return { document: () => acceptDocument(view), text: () => renderAccept(view, context.output.style) }
}

/** `ann (Ann Lee)`: the system's user, and the name that git signs commits with where it has one. */
async function whoAccepts(root: string): Promise<string> {
  const user = systemUser()
  const name = await gitName(root)
  return name === '' || name === user ? user : `${user} (${name})`
}

/** A user id without a name, as containers have, is nobody. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** Best effort: without git, or without a name in it, the system's user is all that is known. */
async function gitName(root: string): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['config', 'user.name'], { cwd: root })).stdout.trim()
  } catch {
    return ''
  }
}

function usage(message: string, fix: string): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message, fix })
}

function nothingMade(names: readonly string[]): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: 'nothing has been made here, so that there is no data to accept',
    fix: names.length > 3 ? 'assets materialize' : `assets materialize ${names.join(' ')}`,
  })
}
