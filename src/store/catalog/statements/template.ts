import type { Compilable, CompiledQuery } from 'kysely'

/** A placeholder for a value that differs at each call. */
class Place {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

type ValueOf<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name]

/**
 * A statement that is built and compiled once, and run with other values each time. The query builder takes longer for
 * a statement than SQLite does, and a run needs the same statements for each asset.
 */
export function template<Values extends object>() {
  return <Row>(make: (value: ValueOf<Values>) => Compilable<Row>): ((values: Values) => Compilable<Row>) => {
    let compiled: CompiledQuery<Row> | undefined
    return (values) => ({
      compile() {
        compiled ??= make((name) => new Place(name) as never).compile()
        const valueAt = ({ name }: Place) => values[name as keyof Values]
        const parameters = compiled.parameters.map((one) => (one instanceof Place ? valueAt(one) : one))
        return { ...compiled, parameters }
      },
    })
  }
}
