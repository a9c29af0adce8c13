import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Code, openCode } from '../../../src/discover/code/open-code.ts'
import { openRememberedCode } from '../../../src/discover/remembered-code.ts'
import { type Files, factsByContent, identity, nodeNamed, writeProject } from '../project.ts'
import type { Made, Program, Recomputation } from './recompute.ts'

export interface Comparison {
  /** Assets that make something else, and are called unchanged. */
  readonly missed: readonly string[]
  /** Assets that make the same, and are called changed. */
  readonly needless: readonly string[]
  readonly changed: readonly string[]
  readonly same: readonly string[]
}

/**
 * Makes every asset of two versions, and asks the slice of each version. A function whose text the first version asked for counts as it is
 * written, as it does for a record. `undefined`: one of them cannot be loaded.
 */
export async function compare(
  recomputation: Recomputation,
  {
    before,
    after,
    onlyMissed = false,
  }: { readonly before: Program; readonly after: Program; readonly onlyMissed?: boolean },
): Promise<Comparison | undefined> {
  const [first, second] = [await once(made, before, recomputation.make), await recomputation.make(after)]
  if (failed(first) || failed(second)) return undefined
  const changes = (asset: string) => part(first[asset], 'rows') !== part(second[asset], 'rows')
  if (onlyMissed && !before.assets.some(changes)) return { missed: [], needless: [], changed: [], same: before.assets }
  const [old, now] = [await once(identified, before, identities), await identities(after)]
  const verdict = { missed: [] as string[], needless: [] as string[], changed: [] as string[], same: [] as string[] }
  for (const asset of before.assets) {
    const readsOther =
      part(first[asset], 'texts') !== part(second[asset], 'texts') && part(first[asset], 'texts') !== '[]'
    const [makesOther, isOther] = [changes(asset), old[asset] !== now[asset] || readsOther]
    verdict[makesOther ? 'changed' : 'same'].push(asset)
    if (makesOther && !isOther) verdict.missed.push(asset)
    if (!makesOther && isOther) verdict.needless.push(asset)
  }
  return verdict
}

const part = (made: Made | undefined, name: 'rows' | 'texts'): string | undefined =>
  made === undefined || 'error' in made ? undefined : JSON.stringify(made[name])

/** One version may be compared with many. */
const made = new WeakMap<Program, ReturnType<Recomputation['make']>>()
const identified = new WeakMap<Program, ReturnType<typeof identities>>()
function once<Answer>(known: WeakMap<Program, Answer>, program: Program, ask: (program: Program) => Answer): Answer {
  const answer = known.get(program) ?? ask(program)
  known.set(program, answer)
  return answer
}

function failed(made: Readonly<Record<string, Made>>): boolean {
  return Object.values(made).some((one) => 'error' in one)
}

/** An edit leaves most files as they were, and programs have the same project file. */
const factsOf = factsByContent(500)

export async function identities(program: Program): Promise<Readonly<Record<string, string>>> {
  using project = writeProject(program.files)
  link(project.root, program)
  return identitiesBy(await openCode({ ...placesOf(project.root), cache: factsOf(project.root) }), program)
}

/** The same of several versions, one after the other, in a project that remembers what it found out about the last. */
export async function rememberedIdentities(versions: readonly Program[]): Promise<Readonly<Record<string, string>>[]> {
  using project = writeProject(versions[0]?.files ?? {})
  const { root } = project
  mkdirSync(join(root, '.assetstore'))
  const found: Readonly<Record<string, string>>[] = []
  let written: Files = {}
  for (const program of versions) {
    if (found.length === 0) link(root, program)
    for (const [path, text] of Object.entries(program.files))
      if (written[path] !== text) writeFileSync(join(root, path), text)
    written = program.files
    const code = await openRememberedCode({ ...placesOf(root), cacheFolder: join(root, '.assetstore/cache') })
    found.push(identitiesBy(code, program))
    code.keep()
  }
  return found
}

function link(root: string, { files }: Program): void {
  if (files['packages/shared/package.json'] === undefined) return
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  symlinkSync(join(root, 'packages/shared'), join(root, 'node_modules/shared'))
}

const placesOf = (root: string) => ({
  root,
  configFile: join(root, 'assets.config.ts'),
  entry: join(root, 'assets/index.ts'),
})

function identitiesBy(code: Code, program: Program): Readonly<Record<string, string>> {
  return Object.fromEntries(
    program.assets.map((name) => [name, identity(code.fingerprint(nodeNamed(name, program.nodes?.[name])))]),
  )
}
