import { type CauseKind, isOfDefinition } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { functionsOf } from '../../discover/kinds/source-kinds.ts'
import { AssetError } from '../../errors.ts'
import { type Assessed, isUpToDate } from '../../plan/assess.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Stored } from '../../store/interface.ts'
import { hasTable } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import { unitFields } from '../documents/unit.ts'
import { unitWords } from '../words/unit-words.ts'

const ofInputs: ReadonlySet<CauseKind> = new Set(['upstream_changed', 'input_added', 'input_removed'])

/** Whether there is anything to accept: an asset that is fresh, or only waits for its upstream, is left as it is. */
export function acceptable({ facts, status }: Assessed): boolean {
  return status === 'stale' && !nodeKinds[facts.node.kind].judges
}

/** Why an asset cannot be accepted; `undefined` where it can, and where there is nothing to accept. */
export async function acceptRefusal(
  workspace: Pick<Workspace, 'definition' | 'verifiedFile' | 'verifiedRejected'>,
  assessed: Assessed,
  inputs: boolean,
): Promise<AssetError | undefined> {
  const { facts, status, causes, current, failure } = assessed
  const { unit } = facts
  const { kind } = facts.node
  const make = `assets materialize ${unitWords(unit)}`
  if (nodeKinds[kind].judges) return undefined
  if (nodeKinds[kind].actsOutside && !isUpToDate(status)) return ofEffect(unit)
  switch (status) {
    case 'missing':
      return acceptRefused(unit, 'it has never been made', make)
    case 'failed':
      return acceptRefused(unit, 'it failed with this very definition', `mend it, then ${make}`)
    case 'blocked':
      return acceptRefused(
        unit,
        causes[0]?.message ?? 'a check fails',
        `mend ${causes[0]?.kind === 'receipt_refused' ? 'the receipt' : 'the check or the data'}, then ${make}`,
      )
    case 'error':
      return acceptRefused(unit, failure?.message ?? 'it could not be looked at', make)
    case 'running':
      return acceptRefused(unit, 'a process is making it', `wait for it, then see assets explain ${unitWords(unit)}`)
    case 'broken':
      return damage(workspace, current)
    case 'stale':
      return (await refusedCause(workspace, assessed, inputs)) ?? damage(workspace, current)
    case 'maybe':
    case 'unknown':
    case 'pinned':
    case 'fresh':
      return undefined
  }
}

/**
 * An effect cannot be accepted: only a run gives a receipt. To keep an edit from doing it again, the definition has to
 * say so beforehand.
 */
function ofEffect(unit: Unit): AssetError {
  const fix = `assets materialize ${unitWords(unit)}; where edits are not to do it again, give it a codeVersion`
  return acceptRefused(unit, 'it is an effect, and what is outside is not made so by saying it', fix)
}

async function refusedCause(
  workspace: Pick<Workspace, 'definition'>,
  { facts, causes }: Assessed,
  inputs: boolean,
): Promise<AssetError | undefined> {
  const { unit } = facts
  const make = `assets materialize ${unitWords(unit)}`
  const definition = workspace.definition(facts.node.name)
  if (functionsOf(definition) !== undefined) {
    return acceptRefused(unit, 'only its own function can say what a source holds', make)
  }
  const own = causes.filter(({ kind }) => kind !== 'upstream_stale' && !isOfDefinition({ kind }))
  const other = own.find(({ kind }) => !ofInputs.has(kind))
  if (other !== undefined) return acceptRefused(unit, other.message, make)
  const [input] = own
  if (input === undefined || inputs) return undefined
  return acceptRefused(
    unit,
    `other data was made above it (${input.message})`,
    `${make}, or say --inputs if it makes the same of the new data too`,
  )
}

/** The stored bytes are accepted, so they must be there and undamaged. */
async function damage(
  workspace: Pick<Workspace, 'verifiedFile' | 'verifiedRejected'>,
  current: Stored | undefined,
): Promise<AssetError | undefined> {
  try {
    if (current !== undefined && hasTable(current.record)) await workspace.verifiedFile(current)
    if (current?.record.rejected !== undefined) await workspace.verifiedRejected(current)
    return undefined
  } catch (error) {
    if (AssetError.is(error)) return error
    throw error
  }
}

export function acceptRefused(unit: Unit, why: string, fix: string): AssetError {
  return new AssetError({
    code: 'ACCEPT_REFUSED',
    message: `${unit} cannot be accepted: ${why}`,
    facts: { ...unitFields(unit) },
    fix,
  })
}
