import { existsSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { environmentFolder, pathInStore, projectPlace } from '../../index.ts'

/**
 * The place of an index whose file or folder a project names: in the folder of the environment in the store, so that
 * another store or environment has another index. The store is known only after the configuration was read, so an index
 * that is declared in the configuration asks later.
 */
export function indexPlace(named: string): () => string {
  const place = projectPlace()
  let placeText: string | undefined
  return () => {
    placeText ??= isAbsolute(named) ? named : inStore(named, place)
    return placeText
  }
}

function inStore(named: string, place: ReturnType<typeof projectPlace>): string {
  const folder = environmentFolder(place)
  const inside = pathInStore(place, named)
  if (inside !== undefined) return join(folder, inside)
  const path = join(folder, 'index', named)
  // An index that an older release made beside the configuration stays where it is.
  const before = resolve(place.root, named)
  const isDefault = folder === join(place.root, '.assetstore')
  return isDefault && !existsSync(path) && existsSync(before) ? before : path
}
