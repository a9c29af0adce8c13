import { describe, inject } from 'vitest'

/** A `describe` that is skipped where the machine has no Python for Spark. The setup says why, once. */
export function describeSpark(name: string, tests: (python: { readonly commands: string }) => void): void {
  const commands = inject('sparkCommands')
  describe.skipIf(commands === '')(name, () => tests({ commands }))
}
