"""The database that dbt finds: none of the user's, one of its own name in a folder that is gone afterwards, with the tables of a run in it.

A table of the run is a view over its files. The table of a node that dbt itself makes is a real one: what it was made to before is put there, and
what it has become is taken from there.
"""

import hashlib
import json
import os
import re
from contextlib import contextmanager

from dbt.adapters.duckdb import environments
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt_common.exceptions import DbtRuntimeError
from duckdb import CatalogException

# What the profile says of its database, as it is opened.
profiles = []
# Where files of models are written that say no place of their own.
external_roots = []
# What loads sources, as the profile says it: `module`, `alias`, `config`, and the settings that it is given.
plugins = []
# Folders with modules of Python, absolute.
module_paths = []
# Keeps the database open between what dbt does and what is taken from it.
held = []
# The files of the databases that were opened, and the credentials of the last one.
files_of_databases = set()
opened_with = []
# The request whose tables are to be put there when the database is opened next.
waiting = []

# The key of a Parquet file under which the types of its columns are, where Parquet has none for them.
TYPES = "dbt_types"


def use_database_of(folder):
    opened, created = DuckDBCredentials.__post_init__, environments.create
    connected = environments.Environment.initialize_db.__func__

    def seen(self):
        opened(self)
        settings = settings_of(self)
        profiles.append({"path": self.path, "database": self.database, "schema": self.schema, **({"settings": settings} if settings else {})})
        external_roots[:] = [self.external_root]
        plugins[:] = [{**vars(one), "settings": self.settings} for one in self.plugins or []]
        module_paths[:] = [os.path.abspath(one) for one in self.module_paths or []]

    def elsewhere(credentials):
        """The same database in name, in a file of the caller's folder."""
        if credentials.remote or credentials.is_motherduck:
            raise DbtRuntimeError("the database of the profile is not a local one, and no macro can ask it here")
        file = "memory.duckdb" if credentials.path == ":memory:" else os.path.basename(credentials.path)
        credentials.path = os.path.join(folder, file)
        files_of_databases.add(credentials.path)
        opened_with[:] = [credentials]
        return created(credentials)

    def with_tables(cls, credentials, plugins=None):
        connection = connected(cls, credentials, plugins)
        if not held:
            # One of dbt's own is closed by it, with all that came of that one.
            held.append(connected(cls, credentials, plugins))
        while waiting:
            put_tables(connection, waiting.pop(), credentials.database)
        return connection

    DuckDBCredentials.__post_init__ = seen
    environments.create = elsewhere
    environments.Environment.initialize_db = classmethod(with_tables)


# Settings that change no row: of memory and threads, of where files lie, of how they are fetched.
CHANGES_NO_ROW = re.compile(
    r"(?:worker_|external_)?threads|(?:max_)?memory(?:_limit)?|(?:max_)?temp_directory(?:_size)?|preserve_insertion_order|(?:enable_)?progress\w*"
    r"|(?:home|extension|secret)_directory|auto(?:install|load)_\w+|custom_\w+|allow_\w+|(?:s3|azure|gcs|http|hf|ca|motherduck)_\w+"
    r"|(?:wal_)?(?:auto)?checkpoint\w*|enable_\w*(?:cache|logging)\w*|immediate_transaction_mode|\w*log\w*|force_download"
)


def settings_of(credentials):
    """What the profile says of the session that decides rows, as a digest of each: a value may be a secret."""
    said = {**(credentials.config_options or {}), **(credentials.settings or {})}
    return {
        key: hashlib.sha256(str(value).encode()).hexdigest()[:16]
        for key, value in sorted(said.items())
        if not CHANGES_NO_ROW.fullmatch(key.lower())
    }


def without_secrets(profile):
    """What is answered is kept in a file."""
    secrets = [value for name, value in os.environ.items() if name.startswith("DBT_ENV_SECRET_") and value]
    return {
        name: "" if isinstance(value, str) and any(one in value for one in secrets) else value
        for name, value in profile.items()
    }


@contextmanager
def place_tables(asked):
    """Has the tables of a request in the database while dbt is at work on it."""
    waiting.append(asked)
    try:
        yield
    finally:
        waiting.clear()
        for connection in held:
            drop_all(connection)


def put_tables(connection, asked, database):
    for relation, files in asked["tables"].items():
        create_schema(connection, relation, database)
        keys = asked.get("keys", {}).get(relation)
        if keys is None:
            connection.execute(f"create view {relation} as select * from {reading(files)}")
        else:
            put_keyed(connection, relation, files, keys)
    if asked.get("previous"):
        put_previous(connection, asked["previous"], database)


def put_keyed(connection, relation, files, keys):
    """One that a foreign key names: a table, since a view has no key."""
    columns = [f"{name(one)} {type}" for one, type in described(connection, f"from {reading(files)}").items()]
    unique = [f"unique ({', '.join(map(name, key))})" for key in keys]
    connection.execute(f"create table {relation} ({', '.join([*columns, *unique])})")
    connection.execute(f"insert into {relation} from {reading(files)}")


def drop_all(connection):
    """Views first: a table that is read by one may not go."""
    query = "select database_name, schema_name, view_name from duckdb_views() where not internal and not temporary"
    for path in connection.execute(query).fetchall():
        connection.execute(f"drop view if exists {'.'.join(map(name, path))}")
    query = "select database_name, schema_name, table_name from duckdb_tables() where not internal and not temporary"
    paths = connection.execute(query).fetchall()
    # A table goes after those whose foreign keys name it.
    for _ in range(len(paths)):
        paths = [path for path in paths if not drop_table(connection, path)]


def drop_table(connection, path):
    try:
        connection.execute(f"drop table if exists {'.'.join(map(name, path))}")
    except CatalogException:
        return False
    return True


def others_than(relation, tables):
    """What there is beside a node's table and those of the run: it goes with the database."""
    [connection] = held
    known = {tuple(names_of(one)) for one in [relation, *tables] if one}
    query = """
        select database_name, schema_name, table_name from duckdb_tables() where not internal and not temporary
        union all select database_name, schema_name, view_name from duckdb_views() where not internal and not temporary
        order by all
    """
    return [".".join(path[1:]) for path in connection.execute(query).fetchall() if path not in known]


def start_over():
    """A database that nothing was done in: what a project's own statements leave there is no part of what is made next."""
    while held:
        held.pop().close()
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
    for file in files_of_databases:
        for path in (file, f"{file}.wal"):
            if os.path.exists(path):
                os.remove(path)


def names_of(relation):
    return [one[1:-1].replace('""', '"') if one.startswith('"') else one for one in re.findall(r'"(?:[^"]|"")*"|[^."]+', relation)]


def write_rows(statement, file):
    """Those of a statement, in a session as the profile has it."""
    [connection] = held
    cursor = environments.Environment.initialize_cursor(opened_with[-1], connection.cursor())
    cursor.execute(f"create or replace temp table assetstore_rows as {statement}")
    take(cursor, "assetstore_rows", file)


def create_schema(connection, relation, database):
    names = re.findall(r'"(?:[^"]|"")*"|[^."]+', relation)
    if len(names) != 3:
        return
    if names[0].strip('"') != database:
        connection.execute(f"attach if not exists ':memory:' as {names[0]}")
    connection.execute(f"create schema if not exists {names[0]}.{names[1]}")


def reading(files):
    return f"read_parquet([{', '.join(text(file) for file in files)}], hive_partitioning = false)"


def text(value):
    return "'" + value.replace("'", "''") + "'"


def name(value):
    return '"' + value.replace('"', '""') + '"'


def put_previous(connection, previous, database):
    """
    `previous` has the `files` of what a node was made to before, its `relation`, its `constraints` by column and of the table as dbt
    writes them, and the `indexes` that hold it to something.
    """
    relation, files = previous["relation"], previous["files"]
    create_schema(connection, relation, database)
    columns = described(connection, f"from {reading(files)}")
    types = kept_types(connection, files)
    definitions = [
        f"{name(column)} {types.get(column, type)}{previous['columns'].get(column.lower(), '')}" for column, type in columns.items()
    ]
    connection.execute(f"create table {relation} ({', '.join([*definitions, *previous['constraints']])})")
    values = [from_rest(name(column), types[column]) if column in types else name(column) for column in columns]
    connection.execute(f"insert into {relation} select {', '.join(values)} from {reading(files)}")
    for statement in previous["indexes"]:
        connection.execute(statement)


def kept_types(connection, files):
    query = f"select value from parquet_kv_metadata({text(files[0])}) where key = {text(TYPES)}"
    found = connection.execute(query).fetchone()
    return json.loads(bytes(found[0]).decode()) if found else {}


def take_table(relation, file):
    """Writes a table as it is kept: what Parquet has no type for is cast, and its own type is written down."""
    [connection] = held
    take(connection, relation, file)


def take(connection, relation, file):
    columns = described(connection, f"from {relation}")
    # A map whose keys are no texts is kept as a list of its entries.
    kept = {one: f"map_entries({name(one)})" if LISTED.match(type) else name(one) for one, type in columns.items()}
    selected = ", ".join(f"{value} as {name(one)}" for one, value in kept.items())
    listed = described(connection, f"select {selected} from {relation}")
    values = [f"cast({value} as {at_rest(listed[one])}) as {name(one)}" for one, value in kept.items()]
    types = {one: type for one, type in columns.items() if at_rest(listed[one]) != type}
    options = ["format parquet", "compression zstd", "compression_level 1"]
    # DuckDB's dictionaries take 0 and -0 for one value.
    if any(re.search(r"\b(?:DOUBLE|FLOAT)\b", type) for type in columns.values()):
        options.append("dictionary_size_limit 0")
    if types:
        options.append(f"kv_metadata {{{TYPES}: {text(json.dumps(types))}}}")
    connection.execute(f"copy (select {', '.join(values)} from {relation}) to {text(file)} ({', '.join(options)})")


def described(connection, query):
    return {column: type for column, type, *_ in connection.execute(f"describe {query}").fetchall()}


def has_rows(relation, condition):
    [connection] = held
    return connection.execute(f"select exists (from {relation} where {condition})").fetchone()[0]


# As the store keeps them.
AT_REST = {
    "HUGEINT": "BIGINT",
    "UHUGEINT": "UBIGINT",
    "TIMESTAMP_S": "TIMESTAMP",
    "TIMESTAMP_MS": "TIMESTAMP",
    **dict.fromkeys(("JSON", "BIT", "BIGNUM", "TIME_NS", "TIME WITH TIME ZONE", "INTERVAL"), "VARCHAR"),
}
TYPE_WORD = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|ENUM\((?:'(?:[^']|'')*'|[^()'])*\)|TIME WITH TIME ZONE|\w+")
LISTED = re.compile(r"MAP\((?!VARCHAR,)")


def at_rest(type):
    def word(match):
        found = match.group(0)
        return "VARCHAR" if found.startswith("ENUM(") else AT_REST.get(found, found)

    return TYPE_WORD.sub(word, type)


def from_rest(column, type):
    return f"cast({f'map_from_entries({column})' if LISTED.match(type) else column} as {type})"
