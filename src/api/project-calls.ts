import { planDocument } from '../app/documents/plan.ts'
import { type RunDocument, runDocument } from '../app/documents/run.ts'
import { checkDocument, statusDocument } from '../app/documents/status.ts'
import type { ProjectRequest } from '../app/open/request.ts'
import type { Calls, Reply } from './calls.ts'
import { createReader } from './reader.ts'

/**
 * What can be called on a project. Each call reads the files and the store anew, and asks the memory first: nothing is
 * opened before something is called, and no module is loaded that the call does not need.
 */
export function callsOn(project: ProjectRequest): Calls {
  const reader = createReader(project)
  return {
    async list(words) {
      const { listAssets } = await import('../app/list.ts')
      const { listDocument } = await import('../app/documents/list.ts')
      return reply(await listAssets(project, words), listDocument)
    },
    async materialize(request) {
      const { materializeOf } = await import('../app/materialize.ts')
      const report = await materializeOf(project, request)
      await reader.refresh()
      return reply<typeof report, RunDocument>(report, runDocument)
    },
    async plan(words) {
      const { planOf } = await import('../app/plan.ts')
      return reply(await planOf(project, words), planDocument)
    },
    async status(words) {
      const { statusOf } = await import('../app/status.ts')
      return reply(await statusOf(project, words), statusDocument)
    },
    async check(request) {
      const { checkOf } = await import('../app/check.ts')
      const report = await checkOf(project, request)
      const now = Date.now()
      return { report: { ...report, now }, document: () => checkDocument(report, now) }
    },
    async explain(request) {
      const { explainOf } = await import('../app/explain.ts')
      const { explainDocument } = await import('../app/documents/explain.ts')
      return reply(await explainOf(project, request), explainDocument)
    },
    async lineage(request) {
      const { lineageOf } = await import('../app/lineage.ts')
      return reply(await lineageOf(project, request), (lineage) => lineage)
    },
    async history(request) {
      const { historyOf } = await import('../app/history.ts')
      const { historyDocument } = await import('../app/documents/history.ts')
      return reply(await historyOf(project, request), historyDocument)
    },
    async search(request) {
      const { searchOf } = await import('../app/search.ts')
      return reply(await searchOf(project, request), (report) => report)
    },
    ...{ table: reader.table, describe: reader.describe, rows: reader.rows, query: reader.query },
    [Symbol.asyncDispose]: reader.close,
  }
}

function reply<Report, Document>(report: Report, documentOf: (report: Report) => Document): Reply<Report, Document> {
  return { report, document: () => documentOf(report) }
}
