import type { Workspace } from '../../project/workspace.ts'
import type { ProjectMessage } from './messages.ts'

/** The project as it is loaded here, for a worker that loads it as well. */
export function projectMessage({
  project,
  storeFolder,
  hooks,
}: Pick<Workspace, 'project' | 'storeFolder' | 'hooks'>): ProjectMessage {
  const { configFile, environmentName, modules, texts } = project
  const loaded = modules.flatMap(({ path }) => (texts.has(path) ? [[path, texts.get(path) as string] as const] : []))
  return {
    configFile,
    environment: environmentName,
    store: storeFolder,
    texts: new Map(loaded),
    capture: hooks.capture,
  }
}
