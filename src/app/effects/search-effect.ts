import type { Found, SearchRequest } from '../../define/effect-target.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { LogLevel } from '../../events.ts'
import type { Node } from '../../graph/node.ts'
import type { Workspace } from '../../project/workspace.ts'
import { unitOf } from '../../unit.ts'
import { besideRun, type CallSurroundings } from './beside-run.ts'

export interface EffectSearch extends Omit<SearchRequest, 'vector'> {
  readonly signal: AbortSignal
  readonly line: (level: LogLevel, message: string) => void
}

/**
 * Asks the target of an effect. The question is embedded by the target's own function, and of the resources only those
 * are opened that it names.
 *
 * @throws AssetError `CLI_USAGE` where there is nothing to ask, and what the target throws.
 */
export async function searchEffect(
  workspace: CallSurroundings & Pick<Workspace, 'graph'>,
  node: Node,
  request: EffectSearch,
): Promise<readonly Found[]> {
  const target = targetOf(workspace, node.name)
  const search = target?.search
  if (search === undefined) throw notSearchable(workspace, node)
  const { signal, line, ...question } = request
  target?.checkFilter?.(question.filter)
  const embed = target?.embed
  const beside = { node, unit: unitOf(node.name), signal, line }
  const vector =
    embed === undefined
      ? undefined
      : await besideRun(workspace, { ...beside, fn: embed }, (context) => embed(question.question, context))
  return await besideRun(workspace, { ...beside, fn: search }, () => search({ ...question, vector }))
}

function targetOf(workspace: Pick<Workspace, 'definition'>, name: string) {
  const { options } = workspace.definition(name)
  return 'target' in options ? options.target : undefined
}

function notSearchable(workspace: Pick<Workspace, 'definition' | 'graph'>, { name, kind }: Node): AssetError {
  const others = workspace.graph.nodes.filter((node) => targetOf(workspace, node.name)?.search !== undefined)
  return new AssetError({
    code: 'CLI_USAGE',
    message: `${name} is ${nodeKinds[kind].title} that cannot be searched`,
    fix:
      others.length === 0
        ? 'declare an index: effect({ target: vectorIndex({ … }) }, …), with vectorIndex of assetstore/vector-index'
        : `search ${others.map((node) => node.name).join(' or ')}`,
  })
}
