import { describe, expect, it } from 'vitest'
import { mistakes } from './mistakes.ts'
import { tempProject } from './temp-project.ts'

const index = (text: string) => ({ 'assets/index.ts': text })

describe('source that Node does not take', () => {
  it.each<[name: string, files: Record<string, string>, expected: object]>([
    [
      'TypeScript that does not parse',
      index(`export const a: number = 1\nexport const b = = 2\n`),
      {
        code: 'PROJECT_SYNTAX',
        at: 'assets/index.ts:2:18',
        message: 'assets/index.ts is no valid TypeScript: expression expected',
        fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the project',
      },
    ],
    [
      'JavaScript that does not parse',
      { ...index(`export * from './a.js'\n`), 'assets/a.js': 'export const a = ;\n' },
      {
        code: 'PROJECT_SYNTAX',
        at: 'assets/a.js:1:18',
        message: "assets/a.js is no valid JavaScript: unexpected token ';'",
        fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the project',
      },
    ],
  ])('%s', async (_, files, expected) => {
    expect(await mistakes({ cwd: tempProject(files) })).toEqual([expected])
  })

  const tsc = '; with "erasableSyntaxOnly": true in tsconfig.json the compiler says so'
  it.each<[text: string, at: string, construct: string, cure: string]>([
    ['export enum Color { red }', '1:8', 'enum', "write an object instead: const Color = { red: 'red' } as const"],
    [
      'export class A { constructor(private x: number) {} }',
      '1:38',
      'parameter property',
      'declare the field in the class and assign it in the constructor',
    ],
    [
      'export namespace N { export const x = 1 }',
      '1:8',
      'namespace declaration',
      'write the members as exports of a file of their own',
    ],
    ['export = 5', '1:1', 'export assignment', 'write `export default …` or a named export instead'],
    ['export const a = <number>1', '1:18', 'type assertion in angle brackets', 'write `value as Type` instead'],
    [`import fs = require('node:fs')`, '1:1', 'import equals declaration', "write `import … from '…'` instead"],
  ])('TypeScript that Node cannot strip: %s', async (text, at, construct, cure) => {
    expect(await mistakes({ cwd: tempProject(index(`${text}\n`)) })).toEqual([
      {
        code: 'TYPESCRIPT_UNSUPPORTED',
        at: `assets/index.ts:${at}`,
        message: `assets/index.ts uses TypeScript's ${construct}, which Node cannot run: it only strips types`,
        fix: cure + tsc,
      },
    ])
  })

  it.each([
    ['export class A {\n  @d foo(): void {}\n}', '3:3'],
    ['export class A { @d foo(): void {} }', '2:18'],
    ['export const A = @d class {}', '2:18'],
  ])('decorators, which are no types and not JavaScript yet: %s', async (text, at) => {
    const file = `const d = (x: unknown): void => {}\n${text}\n`
    expect(await mistakes({ cwd: tempProject(index(file)) })).toEqual([
      {
        code: 'TYPESCRIPT_UNSUPPORTED',
        at: `assets/index.ts:${at}`,
        message: "assets/index.ts uses TypeScript's decorators, which Node cannot run: it only strips types",
        fix: 'call the function yourself: const Traced = traced(Plain)',
      },
    ])
  })
  it.each([
    ["import defer * as b from './b.ts'\nexport const x = b", '1:1'],
    ["export const x = 1\nconst load = () => import.defer('./b.ts')", '2:20'],
  ])('modules that are evaluated when they are first used: %s', async (text, at) => {
    expect(await mistakes({ cwd: tempProject({ ...index(text), 'assets/b.ts': 'export const y = 1\n' }) })).toEqual([
      {
        code: 'PROJECT_SYNTAX',
        at: `assets/index.ts:${at}`,
        message: `assets/index.ts has an import defer, which Node ${process.version} cannot run`,
        fix: 'write a plain import, or `await import(…)` where it is needed',
      },
    ])
  })
})
