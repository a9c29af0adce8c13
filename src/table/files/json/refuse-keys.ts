import { fileMistake } from '../file-mistake.ts'
import { unwritableName } from '../unwritable-name.ts'
import { hasNamelessKey, isTooDeep, mostDepth, namesIn, type Structure, sameByCase } from './json-structure.ts'

/** @throws AssetError `ASSET_VALUE` where records have keys that no table can have, or are nested too deeply. */
export function refuseKeys(files: readonly { readonly path: string; readonly structure: Structure }[]): void {
  for (const { path, structure } of files) {
    if (isTooDeep(structure)) {
      const fix = 'write such a value as a text, or leave the file out of the glob'
      throw fileMistake({ path, problem: `has values that are nested more than ${mostDepth} deep`, fix })
    }
    const unwritable = unwritableName(namesIn(structure))
    if (unwritable !== undefined) throw fileMistake({ path, ...unwritable })
    if (hasNamelessKey(structure)) {
      const problem = 'has a record with a key without a name'
      throw fileMistake({ path, problem, fix: 'give every key a name, or leave the file out of the glob' })
    }
    const names = sameByCase(structure)
    if (names === undefined) continue
    const problem = `has the keys "${names[0]}" and "${names[1]}" in one nested object, which differ only by case`
    throw fileMistake({
      path,
      problem,
      fix: 'give a key the same name in every record, and every key a name of its own',
    })
  }
}
