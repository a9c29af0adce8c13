import type { ModuleRecord } from './record-modules.ts'
export function declaresOnly(_: { readonly record: ModuleRecord; readonly configFile: string }): boolean {
  return false
}
