import type { Cause } from '../../causes.ts'
import type { EffectDefinition } from '../../define/definition.ts'
import type { Verification } from '../../define/effect-target.ts'
import { AssetError, AssetErrors } from '../../errors.ts'
import type { LogLevel } from '../../events.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Stored } from '../../store/interface.ts'
import type { Unit } from '../../unit.ts'
import { besideRun, type CallSurroundings } from './beside-run.ts'

export interface VerifyRequest {
  readonly names: ReadonlySet<string>
  readonly signal: AbortSignal
  readonly line: (unit: Unit, level: LogLevel, message: string) => void
}
export interface VerifyReport {
  /** Effects that cannot be asked, because they say nothing of how. */
  readonly unverifiable: readonly string[]
}

/** Verifying calls functions of the user's, and reads the table of a receipt. */
type VerifiedProject = CallSurroundings & Pick<Workspace, 'blobState' | 'engine' | 'verifiedFile' | 'store'>

/**
 * Asks every effect of these whether what is outside still is what its current receipt says. Where it is not, the store
 * keeps that, so that the effect is stale until it has run, even if this run comes to nothing.
 *
 * @throws AssetError, AssetErrors of effects that could not be asked; those that could are kept all the same.
 */
export async function verifyEffects(
  workspace: VerifiedProject,
  world: LiveWorld,
  request: VerifyRequest,
): Promise<VerifyReport> {
  const unverifiable: string[] = []
  const errors: AssetError[] = []
  for (const facts of world.facts) {
    const { unit } = facts
    const { name } = facts.node
    const definition = workspace.definition(name)
    const stored = world.current.get(unit)
    if (definition.kind !== 'effect' || stored === undefined || !request.names.has(name)) continue
    const verify = definition.options.target?.verify ?? definition.options.verify
    if (verify === undefined) {
      unverifiable.push(name)
      continue
    }
    try {
      await verifyOne(workspace, { facts, definition, stored, verify }, request)
      await world.refresh(facts)
    } catch (error) {
      if (!AssetError.is(error) || request.signal.aborted) throw error
      errors.push(error)
    }
  }
  AssetErrors.throwIfAny(errors)
  return { unverifiable }
}

interface Question {
  readonly facts: UnitFacts
  readonly definition: EffectDefinition
  readonly stored: Stored
  readonly verify: NonNullable<EffectDefinition['options']['verify']>
}

async function verifyOne(
  workspace: VerifiedProject,
  question: Question,
  { signal, line }: VerifyRequest,
): Promise<void> {
  const { node, unit } = question.facts
  // A lost receipt is made again, whatever the target holds.
  if ((await workspace.blobState(question.stored)) !== 'ok') return
  const receipt = await receiptOf(workspace, question.stored, signal)
  const beside = {
    node,
    unit,
    fn: question.verify,
    signal,
    line: (level: LogLevel, text: string) => line(unit, level, text),
  }
  const answer = await besideRun(workspace, beside, (context) => question.verify(receipt, context))
  const cause = causeOf(node.name, answer)
  if (cause === undefined) return
  await workspace.store.catalog.doubt({ unit, cause })
}

async function receiptOf(
  workspace: Pick<Workspace, 'engine' | 'verifiedFile'>,
  stored: Stored,
  signal: AbortSignal,
): Promise<unknown> {
  const { openTable } = await import('../../table/read/table.ts')
  const { schema, rows } = stored.record
  const file = await workspace.verifiedFile(stored)
  const table = openTable(await workspace.engine(), {
    name: stored.record.asset,
    file,
    columns: schema,
    count: rows,
    onRead: () => undefined,
    signal,
  })
  return (await table.all())[0]
}

function causeOf(asset: string, answer: Verification): Cause | undefined {
  if (answer === true) return undefined
  const { ok, message, before, after } = typeof answer === 'object' && answer !== null ? answer : { ok: answer }
  if (ok === true) return undefined
  if (ok !== false) throw noAnswer(asset)
  const what = message ?? 'what is outside is not what the receipt says'
  return {
    kind: 'receipt_mismatch',
    message: `receipt mismatch: ${what}`,
    ...(before === undefined ? {} : { before: String(before) }),
    ...(after === undefined ? {} : { after: String(after) }),
  }
}

function noAnswer(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `verify of ${asset} returned neither true or false, nor { ok }`,
    fix: 'return true where all is as the receipt says, or { ok: false, message, before, after }',
  })
}
