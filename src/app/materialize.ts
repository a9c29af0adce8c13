import { freshRun } from './open/fresh-run.ts'
import type { ProjectRequest } from './open/request.ts'
import type { MaterializeReport, MaterializeRequest } from './run-assets.ts'

/** Makes what is selected and what that reads, as far as it is not fresh. */
export async function materializeOf(project: ProjectRequest, request: MaterializeRequest): Promise<MaterializeReport> {
  const asks =
    request.force || request.fromScratch || request.verify || request.everyStep || request.partitions !== undefined
  const fresh = asks ? undefined : await freshRun(project, request)
  if (fresh !== undefined) return fresh
  const { runAssets } = await import('./run-assets.ts')
  return runAssets(project, request)
}
