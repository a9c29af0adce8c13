import type { Node } from '../../../graph/node.ts'
import { type PropertyFacts, spread } from '../facts.ts'
import type { ProjectFiles, SourceModule } from '../project-files.ts'
import type { Root } from './slice.ts'

/**
 * The initializers, in the project file, of the resources that a node's context names: the one way into that file.
 * Where `resources` is not spelled out there, one resource cannot be told from another and all of them count. A
 * resource that is written as JSON is a setting: its values are part of the key by themselves, and a change of one is
 * told as that and not as a change of code.
 */
export function resourceRoots(files: ProjectFiles, { resources }: Node): Root[] {
  if (resources !== 'all' && resources.length === 0) return []
  const config = files.open(files.configFile)
  if (config.kind !== 'module') return []
  const declared = resourcesOf(config)
  if (declared === undefined) return []
  const { properties } = declared
  if (properties === undefined) return rootOf(config, declared, 'resources')
  const wanted = resources === 'all' ? properties.map(({ key }) => key).sort() : resources
  return wanted.flatMap((name) => {
    const property = properties.findLast(({ key }) => key === name) ?? properties.find(({ key }) => key === spread)
    return property === undefined || property.json ? [] : rootOf(config, property, `resources.${property.key}`)
  })
}

function resourcesOf(config: SourceModule): PropertyFacts | undefined {
  for (const { looksLike, arguments: args } of config.calls.values()) {
    const [options] = args
    if (looksLike !== 'project' || options === undefined) continue
    if (!('properties' in options)) return { key: 'resources', unit: options.unit }
    const spelled = options.properties.find(({ key }) => key === 'resources')
    return spelled ?? options.properties.find(({ key }) => key === spread)
  }
  return undefined
}

function rootOf(config: SourceModule, { unit }: PropertyFacts, name: string): Root[] {
  const declaration = config.units[unit]
  return declaration === undefined ? [] : [{ role: 'resource', unit: declaration, label: `${config.path} ${name}` }]
}
