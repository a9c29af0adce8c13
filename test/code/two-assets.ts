import { basis, type Files, fingerprints, identity } from './project.ts'

/** @param name Of a package, or of a file in one: `lodash-es/slice.js`, `pkg/part.cjs`. */
const installed = (name: string, text = 'export {}'): Files =>
  /\.(?:c?js|json)$/.test(name)
    ? { [`node_modules/${name}`]: text }
    : {
        [`node_modules/${name}/package.json`]: JSON.stringify({
          name,
          version: '1.0.0',
          type: 'module',
          main: 'index.js',
        }),
        [`node_modules/${name}/index.js`]: text,
      }

interface TwoAssets {
  /** What is installed; by name, where the text of the package matters. */
  readonly packages: readonly string[] | Files
  /** Defines the assets `one` and `two` by `src/one.ts` and `src/two.ts`. */
  readonly index: string
}

/** Which of two assets, each with a module of its own, an edit of the module of the first is one of. */
export async function changedOf({ packages, index }: TwoAssets, before: string, after: string) {
  const files = Array.isArray(packages)
    ? packages.map((name) => installed(name))
    : Object.entries(packages).map(([name, text]) => installed(name, text))
  const rest = Object.assign({}, basis, ...files, { 'assets/index.ts': index }) as Files
  const names = ['one', 'two']
  const made = (one: string) => fingerprints({ ...rest, 'src/one.ts': one, 'src/two.ts': before }, names)
  const [was, is] = [await made(before), await made(after)]
  return names.filter((name) => identity(was[name]!) !== identity(is[name]!))
}
