import { createHash } from 'node:crypto'
import type { CallFacts, ExportFacts, FileFacts, ImportFacts, ModuleFacts } from './facts.ts'
import { collectModule } from './module-facts.ts'
import { isModuleFile } from './syntax.ts'

/**
 * Everything that the slice needs to know of one file. Pure: equal text gives equal facts.
 *
 * @param path How the file is called in messages, relative to the root; its ending says what it is.
 * @param bytes The content. `raw` reads a module or JSON as bytes all the same.
 * @throws AssetError `PROJECT_SYNTAX`
 */
export function readFileFacts(path: string, bytes: Uint8Array | string, { raw = false } = {}): FileFacts {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (raw) return { kind: 'raw', sha256 }
  if (path.endsWith('.json')) return jsonFacts(sha256, textOf(bytes))
  if (!isModuleFile(path)) return { kind: 'raw', sha256 }
  return collectModule({ path, text: textOf(bytes), sha256 })
}

function textOf(bytes: Uint8Array | string): string {
  return typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
}

/** JSON that cannot be read is data all the same; the import of it fails by itself and says why. */
function jsonFacts(sha256: string, text: string): FileFacts {
  try {
    return { kind: 'json', sha256, value: JSON.parse(text) as unknown }
  } catch {
    return { kind: 'raw', sha256 }
  }
}

/** The facts of a module with its names looked up by name. */
export interface Module {
  /** Absolute. */
  readonly file: string
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly facts: ModuleFacts
  readonly bindings: ReadonlyMap<string, readonly number[]>
  readonly imports: ReadonlyMap<string, ImportFacts>
  readonly exports: ReadonlyMap<string, ExportFacts>
  readonly calls: ReadonlyMap<string, CallFacts>
}

export function moduleOf(at: { readonly file: string; readonly path: string }, facts: ModuleFacts): Module {
  return {
    ...at,
    facts,
    bindings: new Map(facts.bindings),
    imports: new Map(facts.imports),
    exports: new Map(facts.exports),
    calls: new Map(facts.calls),
  }
}
