/** Receives the elements and texts of an XML text, in order. */
export interface XmlHandlers {
  /** An empty element is opened and closed. `attributes` is their text, for `attributeOf`. */
  open(name: string, attributes: string): void
  close(name: string): void
  text(text: string): void
}

/** Names get no prefix here, since some programs write `x:row` for `row`. */
const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![A-Z][^>]*>|<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/y

/** Reads a text that arrives in pieces, which may be cut anywhere. */
export function xmlReader({ open, close, text }: XmlHandlers): { next(piece: string): void; isWhole(): boolean } {
  let rest = ''
  return {
    next(piece) {
      rest += piece
      token.lastIndex = 0
      let at = 0
      for (let match = token.exec(rest); match !== null; match = token.exec(rest)) {
        const [whole, data, slash, name, attributes = '', isEmpty, plain] = match
        // An entity may be cut in two.
        if (plain !== undefined && token.lastIndex === rest.length && plain.includes('&')) break
        at += whole.length
        if (plain !== undefined) text(plain.includes('&') ? decoded(plain) : plain)
        else if (data !== undefined) text(data)
        else if (name !== undefined) {
          if (slash === '') open(name, attributes)
          if (slash !== '' || isEmpty !== '') close(name)
        }
        token.lastIndex = at
      }
      rest = rest.slice(at)
    },
    isWhole: () => rest.trim() === '',
  }
}

const patterns = new Map<string, RegExp>()

/** The value of an attribute, whatever the prefix of its name. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const pattern = patterns.get(name) ?? new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
  patterns.set(name, pattern)
  const match = pattern.exec(attributes)
  const value = match?.[1] ?? match?.[2]
  return value === undefined ? undefined : decoded(value)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
  })
}
