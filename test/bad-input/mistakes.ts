import { expect } from 'vitest'
import type { Document, Ended, Project } from '../rig/project.ts'

/** What a mistake is told with. Facts are for programs, and have tests of their own. */
export interface Told {
  readonly code: string
  readonly message: string
  readonly at?: string
  readonly fix: string
}

/** An error of a document, without its facts. */
export function told({ code, message, at, fix }: Document): Told {
  return { code, message, ...(at === undefined ? {} : { at }), fix }
}

/** Every mistake of a document, in its order; none where it is the document of a success. */
export function allTold(document: Document): readonly Told[] {
  if (document.errors !== undefined) return document.errors.map(told)
  return document.error === undefined ? [] : [told(document.error)]
}

/** Asset -> what its step failed with. */
export function failures(document: Document): Readonly<Record<string, Told>> {
  const failed = document.steps.filter((step: Document) => step.error !== undefined)
  return Object.fromEntries(failed.map((step: Document) => [step.asset, told(step.error)]))
}

/** Runs a command with `--json` and holds it to its contract: one document on stdout, nothing beside it, and the exit code in both. */
export async function documentOf(project: Project, words: readonly string[]): Promise<Document> {
  const ended = await project.run([...words, '--json'])
  expect(ended.stderr).toBe('')
  const document = JSON.parse(ended.stdout)
  expect(document).toMatchObject({ schemaVersion: 1, command: words[0], exitCode: ended.exitCode })
  expect(document.ok).toBe(ended.exitCode === 0)
  return document
}

/** The lines of an error as the terminal has them. */
export function linesOf({ code, message, at, fix }: Told): string {
  return [`error ${code}${at === undefined ? '' : `  ${at}`}`, `  ${message}`, `  ${fix}`].join('\n')
}

export function inside(project: Project, { stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`.replaceAll(project.folder, '<project>')
}

/** `assets.config.ts` with these resources. */
export function withResources(resources: string): Readonly<Record<string, string>> {
  return {
    'assets.config.ts': [
      "import { defineProject, resource } from 'assetstore'",
      `const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { ${resources} } })`,
      'export default project',
      'export const { asset, source, check, effect } = project',
      '',
    ].join('\n'),
  }
}
