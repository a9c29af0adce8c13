/** A registered symbol: the command and the packages that a project imports are several bundles. */
const rootSymbol = Symbol.for('assetstore.root')
const holder = globalThis as { [rootSymbol]?: string }

/**
 * The folder of the project that this process has loaded, or is loading; outside of `assets` the working folder. A path
 * relative to it leads to the same file wherever the command was started.
 */
export const projectRoot = (): string => holder[rootSymbol] ?? process.cwd()

export function setProjectRoot(folder: string): void {
  holder[rootSymbol] = folder
}
