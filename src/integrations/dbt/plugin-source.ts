import { resolve } from 'node:path'
import { type ForeignCall, type ForeignFacts, foreignFunction, member, parquetFile, type Source } from '../../index.ts'
import type { DbtPlugin, DbtSource } from './answer.ts'
import { sha256 } from './ask/kept-answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { bytesOf, isRemote } from './files/external-source.ts'
import { nameOfSource } from './graph-names.ts'
import { refusal } from './mistakes.ts'
import { optionsFrom } from './options.ts'

/**
 * A source that a plugin of dbt-duckdb loads, such as a sheet or the answer of another database. The bytes of a file
 * are its version; anything else is loaded at every run, since nothing says whether it has changed.
 *
 * @throws AssetError `DBT_UNSUPPORTED` where the profile does not have the plugin.
 */
export function pluginSource(project: DbtProject, one: DbtSource, plugin: DbtPlugin): Source {
  if (plugin.module === null) throw noPlugin(project, one, plugin)
  const file = fileOf(plugin)
  const observe = async () => bytesOf(project.place.project, [file as string])
  return member.source(
    file === undefined ? optionsFrom(one) : { ...optionsFrom(one), observe },
    foreignFunction({
      facts: () => factsOf(project, one, plugin),
      call: (work) => load(project, one, work),
    }),
  )
}

/** The workbook that the plugin `excel` reads, where it is one of this machine. */
function fileOf({ module, config }: DbtPlugin): string | undefined {
  const { external_location: location } = config
  if (module !== 'excel' || typeof location !== 'string') return undefined
  const path = location.replaceAll(/\{(\w+)\}/g, (_, name) => String(config[name] ?? '')).replaceAll("'", '')
  return isRemote(path) ? undefined : path
}

function factsOf({ place }: DbtProject, one: DbtSource, plugin: DbtPlugin): ForeignFacts {
  const { name, module, config, profile, python } = plugin
  const { code = '', modules = [], packages = {} } = python ?? {}
  const own = modules.map(([path, text, meaning]) => ({ file: path, name: '', line: 1, hash: sha256(meaning), text }))
  const { tags: _, ...said } = config
  return {
    ...{ at: { file: resolve(place.project, one.path), line: 1 }, upstream: [], scheme: 'dbt-plugin-1' },
    ...{ declarations: own, packages },
    digest: sha256(JSON.stringify([name, module, said, profile, code, own.map(({ hash }) => hash)])),
    files: Object.fromEntries(modules.map(([path, text]) => [path, sha256(text)])),
  }
}

async function load(project: DbtProject, one: DbtSource, work: ForeignCall): Promise<object> {
  project.keep()
  const out = work.tmpFile()
  await project.load(one, work, out)
  return parquetFile(out)
}

function noPlugin({ place: { root, project } }: DbtProject, one: DbtSource, { name }: DbtPlugin) {
  const source = nameOfSource(one)
  return refusal(
    root,
    { file: resolve(project, one.path) },
    {
      message: `the source ${source} is loaded by the plugin ${name}, which the profile does not have`,
      fix: `add it to \`plugins\` of the target in profiles.yml, or say which asset it is: dbt({ sources: { '${source}': '…' } })`,
    },
  )
}
