import { dirname, resolve } from 'node:path'
import { historyEntries, searchHits } from '../app/defaults.ts'
import { environmentName } from '../app/open/environment-name.ts'
import { isFine } from '../app/open/fine.ts'
import type { ProjectRequest } from '../app/open/request.ts'
import type { Table } from '../define/table.ts'
import { findConfig } from '../discover/load/find-config.ts'
import { checkCall, callRules as rules } from './call-options.ts'
import { openLifetime } from './lifetime.ts'
import { materializeNow } from './materialize-now.ts'
import { inWordsOf } from './option-words.ts'
import type { OpenProject, OpenProjectOptions, Selection, SelectOptions } from './project.ts'
import { callsOn } from './project-calls.ts'

/**
 * Opens a project for a program. It has the same plans, records, locks and errors as the command, on the same store,
 * beside any other process.
 *
 * @throws AssetError `PROJECT_NOT_FOUND`; `ASSET_OPTIONS` where this or a later call is given what it does not take.
 */
export async function openProject<Assets = Record<string, unknown>>(
  options: OpenProjectOptions = {},
): Promise<OpenProject<Assets>> {
  checkCall(rules.openProject, [], options)
  const project = requestOf(options)
  const configFile = await inWordsOf('openProject', () => findConfig(project))
  const calls = callsOn(project)
  const lifetime = openLifetime()
  const untilClosed = (signal?: AbortSignal) => AbortSignal.any([lifetime.signal, ...(signal ? [signal] : [])])
  const selected = (selection: Selection = [], { exclude = [] }: SelectOptions = {}) => ({
    words: [selection].flat(),
    exclude: [exclude].flat(),
  })
  return lifetime.hold<OpenProject<Assets>>({
    root: dirname(configFile),
    async list(selection, options) {
      checkCall(rules.list, [selection], options)
      return (await calls.list(selected(selection, options))).document().assets
    },
    async materialize(selection, options) {
      checkCall(rules.materialize, [selection], options)
      const signal = untilClosed(options?.signal)
      return materializeNow(calls, { ...options, ...selected(selection, options), signal })
    },
    async plan(selection, options) {
      checkCall(rules.plan, [selection], options)
      return (await calls.plan({ ...options, ...selected(selection, options) })).document()
    },
    async status(selection, options) {
      checkCall(rules.status, [selection], options)
      return (await calls.status({ ...options, ...selected(selection, options) })).document()
    },
    async check(selection, options) {
      checkCall(rules.check, [selection], options)
      const { report, document } = await calls.check({ ...options, ...selected(selection, options) })
      return { ok: report.assets.every(isFine), ...document() }
    },
    async explain(asset, options) {
      checkCall(rules.explain, [asset], options)
      return (await calls.explain({ asset, ...options })).document()
    },
    async lineage(selection, options) {
      checkCall(rules.lineage, [selection], options)
      return (await calls.lineage({ ...options, ...selected(selection, options) })).document()
    },
    async history(asset, options) {
      checkCall(rules.history, [asset], options)
      const { limit = historyEntries, ...chosen } = options ?? {}
      return (await calls.history({ ...chosen, ...(asset === undefined ? {} : { asset }), limit })).document().records
    },
    // The type argument gives the row type; the stored rows were made by that asset.
    async table(asset: string, options?: { version?: string; partition?: string; failing?: string }) {
      checkCall(rules.table, [asset], options)
      const { version, partition, failing } = options ?? {}
      return (await calls.table({
        asset,
        ...(failing === undefined ? {} : { failing }),
        ...(version === undefined ? {} : { version }),
        ...(partition === undefined ? {} : { partitions: JSON.stringify(partition) }),
      })) as Table<never>
    },
    async query(sql, options) {
      checkCall(rules.query, [sql], options)
      const { allowFiles = false, ...chosen } = options ?? {}
      return calls.query({ sql, allowFiles, ...chosen, numbers: true }, async ({ columns, rows }) => {
        return { columns, rows: (await Array.fromAsync(rows)).flat() as never }
      })
    },
    async search(index, question, options) {
      checkCall(rules.search, [index, question], options)
      const { k = searchHits, filter = {}, signal } = options ?? {}
      return (await calls.search({ index, question, k, filter, signal: untilClosed(signal) })).document()
    },
    [Symbol.asyncDispose]: () => lifetime.end(async () => calls[Symbol.asyncDispose]()),
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
