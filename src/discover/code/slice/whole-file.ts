import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import type { Ref } from '../facts.ts'
import type { DataFile, ProjectFiles, SourceModule } from '../project-files.ts'
import { writtenSpecifier } from '../specifier.ts'
import { isModuleFile } from '../syntax.ts'
import { computedFiles, evaluatedFrom } from './closure.ts'

export interface WholeFiles {
  readonly digest: string
  /** In the form of older builds, where that differs. */
  readonly older: string | undefined
  readonly modules: readonly SourceModule[]
  readonly data: readonly DataFile[]
  readonly packages: ReadonlyMap<string, string>
  /** The hash of a module's canonical text. */
  hashOf(module: SourceModule): string
}

/**
 * The fallback where code cannot be analysed: everything in the files that are reached and in those they import,
 * without comments and layout. Modules are numbered as they are met, so that the digest does not depend on what files
 * are called.
 */
export function wholeFiles(files: ProjectFiles, start: Iterable<SourceModule>): WholeFiles {
  const modules = evaluatedFrom(files, start, { dynamic: true })
  const numbers = new Map(modules.map((module, number) => [module.file, number]))
  const data = new Map<string, DataFile>()
  const packages = new Map<string, string>()
  const lead = (module: SourceModule, from: string): string => {
    const resolution = files.resolve(module.file, from)
    if (resolution.to === 'package' && resolution.identity !== undefined)
      packages.set(resolution.name, resolution.identity)
    if (resolution.to !== 'file') return from
    const number = numbers.get(resolution.file)
    if (number !== undefined || resolution.file === files.configFile) return `module ${number ?? 'project'}`
    const dataFile = files.openData(resolution.file)
    if (dataFile !== undefined) data.set(dataFile.file, dataFile)
    return `data ${dataFile?.sha256}`
  }
  const hashes = new Map(modules.map((module) => [module, moduleHash(module, lead)]))
  for (const module of modules) {
    for (const file of computedFiles(files, module).filter((one) => !isModuleFile(one))) {
      const dataFile = files.openData(file)
      if (dataFile !== undefined) data.set(dataFile.file, dataFile)
    }
    for (const ref of module.facts.units.flatMap(({ refs }) => refs)) {
      const dataFile =
        ref.to === 'file'
          ? files.openData(resolve(dirname(module.file), ref.path))
          : ref.to === 'files'
            ? files.openMatching(module, ref)
            : undefined
      if (dataFile !== undefined) data.set(dataFile.path, dataFile)
    }
  }
  const digestOf = (code: Iterable<string>): string =>
    createHash('sha256')
      .update([...code, ...[...data.values()].map(({ sha256 }) => sha256)].join('\n'))
      .digest('hex')
  const hasOlder = modules.some(({ facts }) => facts.units.some(({ older }) => older !== undefined))
  return {
    digest: digestOf(hashes.values()),
    older: hasOlder ? digestOf(modules.map((module) => moduleHash(module, lead, 'older'))) : undefined,
    modules,
    data: [...data.values()],
    packages,
    hashOf: (module) => hashes.get(module) ?? '',
  }
}

const refText = (ref: Ref): Ref => (ref.to === 'module' ? { ...ref, from: writtenSpecifier(ref.from) } : ref)

function moduleHash(
  module: SourceModule,
  lead: (module: SourceModule, from: string) => string,
  form?: 'older',
): string {
  const { facts } = module
  const text = JSON.stringify([
    facts.units.map(({ hash, older, names, refs }) => [
      form === undefined ? hash : (older?.hash ?? hash),
      names,
      refs.map(refText),
    ]),
    facts.imports.map(([local, { from, name }]) => [local, name, lead(module, from)]),
    facts.exports.map(([name, exported]) => [
      name,
      'local' in exported ? exported : [exported.name, lead(module, exported.from)],
    ]),
    [...facts.stars, ...facts.bare, ...facts.evaluates].map((from) => lead(module, from)),
  ])
  return createHash('sha256').update(text).digest('hex')
}
