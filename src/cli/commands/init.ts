import { relative, resolve } from 'node:path'
import { shellWord } from '../../util/text/shell-word.ts'
import type { Answer, CommandContext } from '../command.ts'
import { dependencyOn } from '../init/origin.ts'
import { writeProject } from '../init/write-project.ts'

export async function init({ project, io }: CommandContext, { dir }: { readonly dir: string }): Promise<Answer> {
  const folder = resolve(project.cwd, dir)
  const dependency = dependencyOn()
  const files = await writeProject(folder, dependency)
  const steps = relative(io.cwd, folder)
  // From far away the whole path is shorter than the way there.
  const path = steps.startsWith('..') ? folder : steps
  const next = [...(path === '' ? [] : [`cd ${shellWord(path)}`]), 'npm install', 'npx assets materialize']
  return {
    document: () => ({ folder, files, dependency, next }),
    text: () => [`made ${files.length} files in ${folder}`, 'next:', ...next.map((step) => `  ${step}`)].join('\n'),
  }
}
