import { dirname, resolve } from 'node:path'
import { historyEntries, searchHits } from '../app/defaults.ts'
import { historyDocument } from '../app/documents/history.ts'
import { listDocument } from '../app/documents/list.ts'
import { planDocument } from '../app/documents/plan.ts'
import { checkDocument, statusDocument } from '../app/documents/status.ts'
import { environmentName } from '../app/open/environment-name.ts'
import { isFine } from '../app/open/fine.ts'
import type { ProjectRequest } from '../app/open/request.ts'
import type { Table } from '../define/table.ts'
import { findConfig } from '../discover/load/find-config.ts'
import { calls, checkCall } from './calls.ts'
import { openLifetime } from './lifetime.ts'
import { materializeNow } from './materialize-now.ts'
import { inWordsOf } from './option-words.ts'
import type { OpenProject, OpenProjectOptions, Selection, SelectOptions } from './project.ts'
import { createReader } from './reader.ts'

/**
 * Opens a project for a program. It has the same plans, records, locks and errors as the command, on the same store,
 * beside any other process.
 *
 * @throws AssetError `PROJECT_NOT_FOUND`; `ASSET_OPTIONS` where this or a later call is given what it does not take.
 */
export async function openProject<Assets = Record<string, unknown>>(
  options: OpenProjectOptions = {},
): Promise<OpenProject<Assets>> {
  checkCall(calls.openProject, [], options)
  const project = requestOf(options)
  const configFile = await inWordsOf('openProject', () => findConfig(project))
  const reader = createReader(project)
  const lifetime = openLifetime()
  const untilClosed = (signal?: AbortSignal) => AbortSignal.any([lifetime.signal, ...(signal ? [signal] : [])])
  const selected = (selection: Selection = [], { exclude = [] }: SelectOptions = {}) => ({
    words: [selection].flat(),
    exclude: [exclude].flat(),
  })
  return lifetime.hold<OpenProject<Assets>>({
    root: dirname(configFile),
    async list(selection, options) {
      checkCall(calls.list, [selection], options)
      const { listAssets } = await import('../app/list.ts')
      const { nodes, graph } = await listAssets(project, selected(selection, options))
      return listDocument(nodes, graph).assets
    },
    async materialize(selection, options) {
      checkCall(calls.materialize, [selection], options)
      const signal = untilClosed(options?.signal)
      const run = await materializeNow(project, { ...options, ...selected(selection, options), signal })
      await reader.refresh()
      return run
    },
    async plan(selection, options) {
      checkCall(calls.plan, [selection], options)
      const { planOf } = await import('../app/plan.ts')
      return planDocument(await planOf(project, { ...options, ...selected(selection, options) }))
    },
    async status(selection, options) {
      checkCall(calls.status, [selection], options)
      const { statusOf } = await import('../app/status.ts')
      return statusDocument(await statusOf(project, { ...options, ...selected(selection, options) }))
    },
    async check(selection, options) {
      checkCall(calls.check, [selection], options)
      const { checkOf } = await import('../app/check.ts')
      const report = await checkOf(project, { ...options, ...selected(selection, options) })
      return { ok: report.assets.every(isFine), ...checkDocument(report) }
    },
    async explain(asset, options) {
      checkCall(calls.explain, [asset], options)
      const { explainOf } = await import('../app/explain.ts')
      const { explainDocument } = await import('../app/documents/explain.ts')
      return explainDocument(await explainOf(project, { asset, ...options }))
    },
    async lineage(selection, options) {
      checkCall(calls.lineage, [selection], options)
      const { lineageOf } = await import('../app/lineage.ts')
      return lineageOf(project, { ...options, ...selected(selection, options) })
    },
    async history(asset, options) {
      checkCall(calls.history, [asset], options)
      const { historyOf } = await import('../app/history.ts')
      const { limit = historyEntries, ...chosen } = options ?? {}
      const request = { ...chosen, ...(asset === undefined ? {} : { asset }), limit }
      return historyDocument(await historyOf(project, request)).records
    },
    // The type argument gives the row type; the stored rows were made by that asset.
    async table(asset: string, options?: { version?: string; partition?: string; failing?: string }) {
      checkCall(calls.table, [asset], options)
      const { version, partition, failing } = options ?? {}
      return (await reader.table({
        asset,
        ...(failing === undefined ? {} : { failing }),
        ...(version === undefined ? {} : { version }),
        ...(partition === undefined ? {} : { partitions: JSON.stringify(partition) }),
      })) as Table<never>
    },
    async query(sql, options) {
      checkCall(calls.query, [sql], options)
      const { allowFiles = false, ...chosen } = options ?? {}
      const { columns, rows } = await reader.query({ sql, allowFiles, ...chosen })
      return { columns, rows: rows as never }
    },
    async search(index, question, options) {
      checkCall(calls.search, [index, question], options)
      const { searchOf } = await import('../app/search.ts')
      const { k = searchHits, filter = {}, signal } = options ?? {}
      return searchOf(project, { index, question, k, filter, signal: untilClosed(signal) })
    },
    [Symbol.asyncDispose]: () => lifetime.end(reader.close),
  })
}

function requestOf(options: OpenProjectOptions): ProjectRequest {
  const {
    cwd = '.',
    config,
    store,
    environment = process.env.ASSETS_ENVIRONMENT || undefined,
    captureOutput = true,
    guardProcess = false,
  } = options
  return {
    cwd: resolve(cwd),
    config,
    store,
    environment: environmentName(environment),
    hooks: { capture: captureOutput, guard: guardProcess, shared: true },
    warn: options.onWarning ?? ((message) => process.emitWarning(message, 'AssetsWarning')),
  }
}
