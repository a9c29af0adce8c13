import { defaultEnvironment } from '../define/project/environment.ts'
import type { CheckRequest, Judged } from './check/judge.ts'
import { type Unasked, unaskedAmong } from './check/unasked.ts'
import { ofEnvironment } from './open/left-out.ts'
import { fullOverview, type Overview, openOverview } from './open/overview.ts'
import type { ProjectRequest } from './open/request.ts'
import { selectNames } from './open/selection.ts'
import { unseenAmong } from './open/unseen.ts'

export interface CheckReport extends Judged {
  /** Sources that only a run asks. */
  readonly unasked: readonly Unasked[]
  /** The nodes whose code reads what no fingerprint sees. */
  readonly unseen: readonly string[]
}

/** Whether what is selected is up to date. */
export async function checkOf(project: ProjectRequest, request: CheckRequest): Promise<CheckReport> {
  // Nothing is remembered of a project with partitions.
  await using overview = await (request.partitions === undefined ? openOverview(project) : fullOverview(project))
  const { environment = defaultEnvironment } = project
  const verdict = await judgeOverview(overview, request)
  const assets = ofEnvironment(verdict.assets, { nodes: overview.nodes, environment, words: request })
  const judged = { ...verdict, assets }
  const names = judged.assets.map(({ node }) => node.name)
  return {
    ...judged,
    unasked: await unaskedAmong(overview, judged),
    unseen: unseenAmong(names, await overview.unseen()),
  }
}

async function judgeOverview(overview: Overview, request: CheckRequest): Promise<Judged> {
  // Only answers from the store are remembered.
  if (overview.remembered && request.changed === undefined) {
    const names = await selectNames(overview, request)
    const views = await overview.views(names)
    const assets = names.flatMap((name) => views.get(name) ?? [])
    return { basis: 'store', assets, all: [...views.values()] }
  }
  const { judge } = await import('./check/judge.ts')
  return judge(await overview.session(), request)
}
