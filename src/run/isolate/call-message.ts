import { nodeKinds } from '../../define/node-kinds.ts'
import type { Table } from '../../define/table.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { PartSource, RejectedSource, TableSource } from '../../table/read/table.ts'
import { failingOfInput, tableOfInput } from '../input-tables.ts'
import type { Input } from '../inputs.ts'
import type { CallContext } from '../run-context.ts'
import type {
  CallMessage,
  EffectMessage,
  PartMessage,
  RejectedMessage,
  TableMessage,
  VerdictMessage,
} from './messages.ts'

/** A call of a function that is to be made in another thread or process. */
export interface IsolatedWork {
  readonly facts: UnitFacts
  readonly inputs: readonly Input[]
  readonly tables: Readonly<Record<string, Table<unknown>>>
  readonly previous?: Table<unknown> | undefined
  readonly signal: AbortSignal
  /** The part of the context that only effects have. */
  readonly effect?: { readonly verify: boolean; readonly allowRemoved: boolean } | undefined
}

/** The arguments of a function, for the worker: tables by their paths. */
export async function callMessage(
  context: Pick<CallContext, 'workspace' | 'run'>,
  { facts, inputs, effect }: IsolatedWork,
): Promise<CallMessage> {
  const { workspace, run } = context
  const { node, unit, environment = [] } = facts
  const tables: (TableMessage | VerdictMessage)[] = []
  let previous: TableMessage | null = null
  for (const [place, input] of inputs.entries()) {
    if (input.verdict) tables.push(await verdictMessage(context, place, input))
    else if (input.previous !== true) tables.push(await tableMessage(context, place, input))
    else if (input.tables.length > 0) previous = await tableMessage(context, place, input)
  }
  return {
    ...{ name: node.name, unit, tables, environment },
    // Only the data of the run: other fields, such as how a program names options, cannot be sent.
    run: { id: run.id, startedAt: run.startedAt },
    ...(node.previous === true ? { previous } : {}),
    partition: workspace.units.partition(unit),
    resources: node.resources,
    ...(effect === undefined ? {} : { effect: effectMessage(context, { facts, inputs, effect }) }),
    file: workspace.store.tmpFile(run.id),
    inPieces: nodeKinds[node.kind].hasRows,
  }
}

function effectMessage(
  { workspace, run }: Pick<CallContext, 'workspace' | 'run'>,
  {
    facts,
    inputs,
    effect,
  }: Pick<IsolatedWork, 'facts' | 'inputs'> & {
    readonly effect: NonNullable<IsolatedWork['effect']>
  },
): EffectMessage {
  const { node, unit, definition } = facts
  const pinned = inputs.map(({ reader, units, tables }) => ({ reader, units, tables }))
  return {
    work: {
      facts: { node, unit, definition } as UnitFactsOfEffect,
      inputs: pinned,
      environment: workspace.project.environmentName,
      startedAt: run.startedAt,
    },
    verify: effect.verify,
    allowRemoved: effect.allowRemoved,
  }
}
type UnitFactsOfEffect = EffectMessage['work']['facts']

async function tableMessage(
  { workspace }: Pick<CallContext, 'workspace'>,
  place: number,
  input: Input,
): Promise<TableMessage> {
  const engine = await workspace.engine()
  const source = await tableOfInput({ workspace, engine, onRejected: () => undefined }, input)
  const { name, file, columns, count, rejected, parts } = source
  return {
    ...{ input: place, name, file, columns, count },
    rejected: rejectedMessage(rejected),
    ...(parts === undefined ? {} : { parts: parts.map(partMessage) }),
  }
}

async function verdictMessage(
  { workspace }: Pick<CallContext, 'workspace'>,
  place: number,
  input: Input,
): Promise<VerdictMessage> {
  const engine = await workspace.engine()
  const rejected = await failingOfInput({ workspace, engine, onRejected: () => undefined }, input)
  return { isVerdict: true, input: place, name: input.name, rejected: rejectedMessage(rejected) }
}

const partMessage = ({ key, file, columns, count, rejected }: PartSource): PartMessage => ({
  ...{ key, file, columns, count },
  rejected: rejectedMessage(rejected),
})

function rejectedMessage(rejected: TableSource['rejected'] | RejectedSource): RejectedMessage {
  return rejected?.kept === true
    ? { kept: true, file: rejected.file, columns: rejected.columns, count: rejected.count }
    : { kept: false }
}
