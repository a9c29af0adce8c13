import { AssetError } from '../../errors.ts'

/** Types that a declaration of rows uses. The interface of an asset with such a name gets another name. */
const used: ReadonlySet<string> = new Set(['Date', 'Uint8Array', 'Float32Array', 'Record'])

/**
 * By asset: the name of its interface, `crm.raw_documents` being `CrmRawDocuments`.
 *
 * @throws AssetError `ASSET_NAME` where two assets have the same.
 */
export function interfaceNames(assets: readonly { readonly name: string; readonly at: string }[]): Map<string, string> {
  const names = new Map<string, string>()
  const takers = new Map<string, string>()
  for (const { name: asset, at } of assets) {
    const name = nameOf(asset)
    const other = takers.get(name)
    if (other !== undefined) throw sameName(name, { asset, at, other })
    takers.set(name, asset)
    names.set(asset, name)
  }
  return names
}

function nameOf(asset: string): string {
  const words = asset.split(/[._]+/).filter((word) => word !== '')
  const name = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')
  if (used.has(name)) return `${name}Row`
  return /^\p{ID_Start}|^\$/u.test(name) ? name : `_${name}`
}

function sameName(
  name: string,
  { asset, at, other }: { readonly asset: string; readonly at: string; readonly other: string },
): AssetError {
  return new AssetError({
    code: 'ASSET_NAME',
    message: `the rows of ${other} and ${asset} would both be the interface ${name}`,
    at,
    facts: { assets: [other, asset], interface: name },
    fix: `give one of them another name; what was made of it stays: assets mv ${asset} <new>`,
  })
}
