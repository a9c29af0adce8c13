import type { Files } from '../../rig/project.ts'

/** Programs by what they do. The edit of each is that wherever it says 11, it says 77 afterwards. */
export type Programs = Readonly<Record<string, Files>>

export const editedProgram = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text?.replaceAll('11', '77') ?? null]))

/** State in one module, what another does to it when it is imported, and a function that reads it. */
export function elsewhere(home: string, effect: string, rows: string): Files {
  const names = [...home.matchAll(/^(?:def |class |async def )?(\w+)(?=\(|:| =)/gm)].map(([, name = '']) => name)
  const unpacked = [...home.matchAll(/^(\w+), (\w+) =/gm)].flatMap(([, ...pair]) => pair)
  const used = [...new Set([...names, ...unpacked])].filter((name) => new RegExp(`\\b${name}\\b`).test(rows))
  return {
    'p.py': `${home}\n`,
    'conf.py': `${effect}\n`,
    'documents.py': `import conf\nfrom p import ${used.join(', ')}\n\ndef documents(raw):\n    return ${rows}\n`,
  }
}

/** A list, and what is declared beside it. */
export const beside = (code: string): Files => ({
  'p.py': `SIZES = [1, 2]\nOTHER = []\n${code}\n`,
  'documents.py': 'from p import SIZES\n\ndef documents(raw):\n    return list(SIZES)\n',
})
