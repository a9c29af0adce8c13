import type { Awaitable } from '../../define/table.ts'
import { readParsedResources } from '../../discover/parameters/parsed-parameters.ts'
import { AssetError } from '../../errors.ts'
import type { LogLevel } from '../../events.ts'
import type { Node } from '../../graph/node.ts'
import { nothingRead } from '../../project/environment.ts'
import type { Workspace } from '../../project/workspace.ts'
import { contextFor } from '../../run/call/context.ts'
import { guardProcess, unguarded } from '../../run/call/guard.ts'
import { cancelled, raceAbort } from '../../run/call/race.ts'
import { openResources } from '../../run/call/resources.ts'
import { stepError } from '../../run/step-error.ts'
import type { Unit } from '../../unit.ts'
import { functionText } from '../../util/process/function-text.ts'

/** What a call needs of the project. */
export type CallSurroundings = Pick<Workspace, 'project' | 'hooks' | 'units' | 'definition'>

export interface Beside {
  readonly node: Node
  readonly unit: Unit
  /** The user's function that is called: the resources that its second parameter names are opened for it. */
  // biome-ignore lint/complexity/noBannedTypes: any function, of which only the text is read
  readonly fn: Function
  readonly signal: AbortSignal
  readonly line: (level: LogLevel, message: string) => void
}

/**
 * Calls a user's function outside of a run, one that only asks and makes nothing. An error that it throws is reported
 * as an error of its asset.
 *
 * @throws AssetError
 */
export async function besideRun<T>(
  workspace: CallSurroundings,
  { node, unit, fn, signal, line }: Beside,
  call: (context: object) => Awaitable<T>,
): Promise<T> {
  const { options, root } = workspace.project
  using guard = workspace.hooks.guard ? guardProcess() : unguarded()
  const resources = openResources(options.resources ?? {})
  try {
    const named = readParsedResources(functionText(fn))
    const reads = nothingRead()
    const context = contextFor({
      signal,
      line,
      run: '',
      startedAt: Date.now(),
      partition: workspace.units.partition(unit),
      resources: await resources.open(named, { unit, reads }),
      reads,
    })
    return await raceAbort(
      signal,
      guard.watch(unit, async () => call(context)),
    )
  } catch (error) {
    if (signal.aborted) throw cancelled('it was interrupted while it was asked')
    if (AssetError.is(error)) throw error
    throw new AssetError({ ...stepError(error, { asset: node.name, at: node.at, root }), ...mend, cause: error })
  } finally {
    await resources.close(guard)
  }
}

const mend = { code: 'ASSET_FAILED', fix: 'mend the function and run the same command again' } as const
