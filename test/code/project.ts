import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { FileFacts } from '../../src/discover/code/facts.ts'
import { type CodeOptions, openCode } from '../../src/discover/code/open-code.ts'
import type { FactsCache } from '../../src/discover/code/project-files.ts'
import type { CodeFingerprint } from '../../src/discover/code/slice/fingerprint.ts'
import type { Node } from '../../src/graph/node.ts'

/** Path relative to the project's root -> content. */
export type Files = Readonly<Record<string, string>>

/** A project in a temporary folder, gone at the end of the scope. */
export function writeProject(files: Files): Disposable & { readonly root: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assets-code-')))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

export function nodeNamed(name: string, more: Partial<Node> = {}): Node {
  return {
    name,
    kind: 'asset',
    upstream: [],
    resources: [],
    at: `${name}:1`,
    tags: [],
    owners: [],
    partitioned: false,
    ...more,
  }
}

/** The fingerprint of each node, by name. */
export async function fingerprints(
  files: Files,
  nodes: readonly (string | Node)[],
  more: Pick<CodeOptions, 'cache'> = {},
): Promise<Record<string, CodeFingerprint>> {
  using project = writeProject(files)
  const { root } = project
  const code = await openCode({
    root,
    configFile: join(root, 'assets.config.ts'),
    entry: join(root, 'assets/index.ts'),
    ...more,
  })
  return Object.fromEntries(
    nodes.map((node) => {
      const found = typeof node === 'string' ? nodeNamed(node) : node
      const { sources, ...fingerprint } = code.fingerprint(found)
      return [found.name, { ...fingerprint, sources }]
    }),
  )
}

/** What decides whether a node is stale: its code, and the packages it reaches. */
export function identity({ digest, packages }: CodeFingerprint): string {
  return JSON.stringify([digest, packages])
}

/** What most projects here consist of, besides their assets. */
export const basis: Files = {
  'package.json': JSON.stringify({ name: 'fixture', type: 'module', imports: { '#project': './assets.config.ts' } }),
  'assets.config.ts': `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset, source, check } = project
`,
}

/**
 * What files say, by where they lie and their text: two projects that have the same file read it once. Of many projects only the last ones
 * are known.
 */
export function factsByContent(limit: number): (root: string) => FactsCache {
  const known = new Map<string, FileFacts>()
  return (root) => {
    const key = (path: string) => `${relative(root, path)}\0${existsSync(path) ? readFileSync(path, 'utf8') : ''}`
    return {
      get: (path) => known.get(key(path)),
      set: (path, facts) => {
        if (known.size >= limit) known.clear()
        known.set(key(path), facts)
      },
    }
  }
}
