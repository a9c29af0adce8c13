import { resourceOptions } from '../../define/project/resource.ts'
import { isJson } from '../../util/canonical-json.ts'
import type { LoadedProject } from '../load/load.ts'
import { fileLabel } from '../user-place.ts'

/**
 * Whether a declaration is a resource of the project file with a plain value, which is in the key whatever it was read
 * from.
 */
export function isPlainResource(
  { root, configFile, options }: Pick<LoadedProject, 'root' | 'configFile' | 'options'>,
  label: string,
): boolean {
  const start = `${fileLabel(root, configFile)} resources.`
  if (!label.startsWith(start)) return false
  const value = (options.resources as Readonly<Record<string, unknown>> | undefined)?.[label.slice(start.length)]
  return resourceOptions(value) === undefined && isJson(value)
}
