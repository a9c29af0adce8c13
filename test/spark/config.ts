/** The file of a project whose Spark is the server, or one on this machine. */
export const configWithSpark = (remote?: string, conf: Readonly<Record<string, string>> = {}): string =>
  [
    "import { defineProject } from 'assetstore'",
    `const spark = ${JSON.stringify({ remote, conf })}`,
    "const project = defineProject({ assets: () => import('./assets/index.ts'), spark })",
    'export default project',
    'export const { asset, source, check, effect } = project',
    '',
  ].join('\n')
