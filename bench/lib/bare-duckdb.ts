/** A process that runs one statement in DuckDB and nothing else. */
import duck from '@duckdb/node-bindings'

const connection = await duck.connect(await duck.open(':memory:', duck.create_config()))
await duck.query(connection, process.argv[2] as string)
