import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The licences of the packages that these modules are of, as Markdown: a bundle is a copy, and each licence asks that its notice go with
 * every copy.
 *
 * @param modules Absolute paths, as the bundler names what it put in.
 * @throws Error where a package has no licence file: what we may not copy we do not ship.
 */
export function noticesOf(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { name: `${name} ${version}`, text: `## ${name} ${version} (${license})\n\n${licenceText(folder)}\n` }
  })
  const sorted = notices.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text)
  return ['# What this package contains of others\n', ...sorted].join('\n')
}

/** `/a/node_modules/@b/c` of `/a/node_modules/@b/c/d.js`; nothing of our own files and of the bundler's. */
function packageFolder(module: string): string | undefined {
  return /^\/?.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(module)?.[0]
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  if (file === undefined) throw new Error(`${folder} has no licence file, and is in the bundle`)
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}
