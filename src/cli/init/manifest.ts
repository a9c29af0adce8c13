/** A `package.json`, as far as a project has to have a say in it. */
export interface Manifest {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** Adds what a project needs to a manifest; a declared dependency stays as it is. */
export function projectManifest(
  there: Manifest,
  wanted: { readonly name: string; readonly dependency: string },
): Manifest {
  const declared = there.dependencies?.assetstore !== undefined || there.devDependencies?.assetstore !== undefined
  return {
    name: wanted.name,
    private: true,
    ...there,
    type: 'module',
    imports: { ...there.imports, '#project': './assets.config.ts' },
    scripts: {
      ...{ materialize: 'assets materialize', test: 'node --test', tsc: 'tsc', check: 'tsc && assets check' },
      ...there.scripts,
    },
    engines: { node: '>=22.18', ...there.engines },
    dependencies: declared ? (there.dependencies ?? {}) : { ...there.dependencies, assetstore: wanted.dependency },
    devDependencies: { ...tools(there), ...there.devDependencies },
  }
}

/**
 * The compiler shows what an edit breaks; without Node's types it does not know `console`, `fetch` or the `AbortSignal`
 * in an asset's context. The types are those of the oldest supported Node.
 */
function tools({ dependencies = {} }: Manifest): Readonly<Record<string, string>> {
  const packages = { '@types/node': '^22.18.0', typescript: '^7.0.2' }
  return Object.fromEntries(Object.entries(packages).filter(([name]) => dependencies[name] === undefined))
}

/** A name that npm takes: of the folder's, the letters it allows. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
  // A package that depends on a package of its own name is refused by npm.
  return name === '' || name === 'assetstore' ? 'my-assets' : name
}
