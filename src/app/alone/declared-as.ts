import { dirname } from 'node:path'
import type { DeclaringProject } from '../../define/declaration/place.ts'
import type { Definition } from '../../define/definition.ts'
import { exportedDefinitions } from '../../discover/load/exports.ts'
import { findConfig } from '../../discover/load/find-config.ts'
import { filePath } from '../../discover/user-place.ts'
import { AssetError } from '../../errors.ts'
import { thrownText } from '../../util/thrown.ts'

/** The project's data about a definition that runs without the project. */
export interface DeclaredAs {
  /** The name of its export, or its kind where no index exports it. */
  readonly name: string
  /** The project's folder, which globs are relative to. */
  readonly root: string
  readonly configFile: string
  /** Every definition of the table of contents, by name. */
  readonly siblings: ReadonlyMap<string, Definition>
}

export async function declaredAs(definition: Definition, root: string | undefined): Promise<DeclaredAs> {
  const siblings = await siblingsOf(definition)
  const [name = definition.kind] = [...siblings].find(([, sibling]) => sibling === definition) ?? []
  const configFile = configFileOf(definition)
  return { name, root: root ?? dirname(configFile), configFile, siblings }
}

const warned = new WeakSet<DeclaringProject>()

/**
 * An index that cannot be imported, since somebody is writing another asset, does not keep this one from running. A
 * note says once what is unknown then.
 */
async function siblingsOf({ project }: Definition): Promise<ReadonlyMap<string, Definition>> {
  if (project === undefined) return new Map()
  try {
    const contents = await project.assets()
    return new Map(exportedDefinitions(contents).map(({ name, definition }) => [name, definition]))
  } catch (error) {
    if (!warned.has(project)) {
      warned.add(project)
      const lost = 'what is given is not held to the schemas of the assets that it stands for'
      process.emitWarning(`the project's table of contents cannot be imported, so that ${lost}: ${thrownText(error)}`)
    }
    return new Map()
  }
}

/** Where it is in no project, it is taken for one of the folder that the tests run in. */
function configFileOf({ at }: Definition): string {
  try {
    return findConfig({ cwd: dirname(filePath(at.file)) })
  } catch (error) {
    if (!AssetError.is(error)) throw error
    return `${process.cwd()}/assets.config.ts`
  }
}
