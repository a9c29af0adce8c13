"""Asks the installed dbt what a project says: a request as JSON on stdin, an answer as JSON on stdout.

dbt itself parses and renders. Nothing is run against the database of the profile: its path is replaced by one in a folder of the
caller's, under the same name, so that the names of relations and everything that a macro can ask of the target stay what they are.
"""

import json
import os
import re
import sys

# What dbt prints is none of the answer.
answer_stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

request = json.loads(sys.stdin.read())


def answer(value):
    json.dump(value, answer_stream, default=str)
    answer_stream.flush()
    os._exit(0)


def mistake(kind, message, path=None, line=None):
    answer({"mistake": {"kind": kind, "message": message, "path": path, "line": line}})


try:
    import dbt.version
    from dbt.cli.main import dbtRunner
except ImportError as error:
    mistake("missing", f"{sys.executable} has no dbt-core: {error}")
try:
    from dbt.adapters.duckdb import __version__ as adapter_module
    from dbt.adapters.duckdb import environments
    from dbt.adapters.duckdb.credentials import DuckDBCredentials
    from dbt_common.exceptions import DbtRuntimeError
except ImportError as error:
    mistake("no-adapter", f"{sys.executable} has no dbt-duckdb: {error}")

core_version = dbt.version.__version__
adapter_version = adapter_module.version
if tuple(int(part) for part in re.findall(r"\d+", core_version)[:2]) < (1, 8):
    mistake("version", f"dbt-core is {core_version}")

seen_credentials = []
opened, created = DuckDBCredentials.__post_init__, environments.create


def seen(self):
    opened(self)
    seen_credentials.append({"path": self.path, "database": self.database, "schema": self.schema})


def elsewhere(credentials):
    """The same database in name, in a folder that is the caller's."""
    if credentials.remote or credentials.is_motherduck:
        raise DbtRuntimeError("the database of the profile is not a local one, and no macro can ask it here")
    if credentials.path != ":memory:":
        credentials.path = os.path.join(request["folder"], os.path.basename(credentials.path))
    return created(credentials)


DuckDBCredentials.__post_init__ = seen
environments.create = elsewhere

connected = environments.Environment.initialize_db.__func__


def with_tables(cls, credentials, plugins=None):
    """The database as a macro finds it: views under the names of the relations, over the files of their tables."""
    connection = connected(cls, credentials, plugins)
    for relation, path in request.get("tables", {}).items():
        names = re.findall(r'"(?:[^"]|"")*"|[^."]+', relation)
        if len(names) == 3:
            if names[0].strip('"') != credentials.database:
                connection.execute(f"attach if not exists ':memory:' as {names[0]}")
            connection.execute(f"create schema if not exists {names[0]}.{names[1]}")
        quoted = path.replace("'", "''")
        connection.execute(f"create or replace view {relation} as select * from read_parquet('{quoted}')")
    return connection


environments.Environment.initialize_db = classmethod(with_tables)

common = [
    *("--quiet", "--no-use-colors", "--no-version-check"),
    *("--no-send-anonymous-usage-stats", "--no-write-json"),
    *("--log-level-file", "none"),
]
local = ["--project-dir", request["project"], "--target-path", request["folder"], "--log-path", request["folder"]]
if request.get("profiles"):
    local += ["--profiles-dir", request["profiles"]]
if request.get("target"):
    local += ["--target", request["target"]]
if request.get("vars"):
    local += ["--vars", json.dumps(request["vars"])]


def place_of(text, error):
    """A path of the project and a line of it, as far as dbt says them."""
    node = getattr(error, "node", None)
    path = getattr(node, "original_file_path", None)
    named = re.search(r"\(([^()\s]+\.(?:sql|py|ya?ml|md|csv))\)|(?:in|file|at path) \[?'?([^\s'\]]+\.(?:sql|py|ya?ml|md|csv))", text)
    if path is None and named:
        path = named.group(1) or named.group(2)
    line = re.search(r"^\s*(?:Syntax error near )?line (\d+)", text, re.MULTILINE | re.IGNORECASE)
    return path, int(line.group(1)) if line else None


def fail(error):
    text = str(error).strip()
    path, line = place_of(text, error)
    mistake("project", text, path, line)


def run(words, manifest=None):
    return dbtRunner(manifest=manifest).invoke([words[0], *common, *local, *words[1:]])


def invoke(words, manifest=None):
    result = run(words, manifest)
    if result.exception is not None:
        fail(result.exception)
    return result


# ---- 'describe': everything that a project says ----


def describe():
    parsed = invoke(["parse"])
    manifest = parsed.result
    nodes = [node for node in manifest.nodes.values() if str(node.resource_type) in ("model", "seed", "snapshot", "test")]
    words = macros_by_word(manifest)
    reached = {node.unique_id: reached_macros(manifest, words, node) if hasattr(node.depends_on, "macros") else {} for node in nodes}
    late = {}
    for node in nodes:
        if str(node.resource_type) == "seed":
            continue
        reason = late_reason(node, reached[node.unique_id])
        if reason is not None:
            late[node.unique_id] = reason
    # What is inlined into its readers is late for each of them.
    changed = True
    while changed:
        changed = False
        for node in nodes:
            if node.unique_id in late or str(node.resource_type) == "seed":
                continue
            above = [one for one in node.depends_on.nodes if one in late and is_ephemeral(manifest.nodes.get(one))]
            if above:
                late[node.unique_id] = late[above[0]]
                changed = True
    compiled = compile_all(manifest, nodes, late, reached)
    roots = package_roots(manifest)
    used = {name: macro for macros in reached.values() for name, macro in macros.items()}
    units = described_unit_tests(
        manifest, lambda model, without: reached_macros(manifest, words, model, without)
    )
    for unit in units:
        unit["root"] = roots.get(unit["package"], request["project"])
        used.update({name: manifest.macros[name] for name in unit["macros"]})
    root = request["project"]
    described_nodes = []
    for node in nodes:
        value = described(node, reached[node.unique_id])
        value["root"] = roots.get(node.package_name, root)
        if node.unique_id in late:
            value["late"] = late[node.unique_id]
        elif node.unique_id in compiled:
            value["compiled"] = compiled[node.unique_id]
        described_nodes.append(value)
    answer(
        {
            "versions": {"core": core_version, "adapter": adapter_version},
            "project": manifest.metadata.project_name,
            "profile": seen_credentials[0] if seen_credentials else None,
            "adapter": manifest.metadata.adapter_type,
            "nodes": described_nodes,
            "sources": [described_source(source) for source in manifest.sources.values()],
            "macros": {
                name: described_macro(macro, roots)
                for name, macro in used.items()
                if macro.package_name not in ("dbt", "dbt_duckdb")
            },
            "exposures": [described_exposure(exposure) for exposure in manifest.exposures.values()],
            "unitTests": units,
            "hooks": hooks_of(manifest),
        }
    )


def is_ephemeral(node):
    return node is not None and own(node.config, "materialized") == "ephemeral"


def package_roots(manifest):
    roots = {}
    for node in [*manifest.nodes.values(), *manifest.macros.values(), *manifest.sources.values()]:
        package = node.package_name
        if package in roots or package in ("dbt", "dbt_duckdb"):
            continue
        path = own(node, "root_path")
        roots[package] = path if path else os.path.join(request["project"], "dbt_packages", package)
    roots[manifest.metadata.project_name] = request["project"]
    return roots


def hooks_of(manifest):
    """Operations that dbt runs around a run."""
    return [
        {"path": node.original_file_path, "name": node.name}
        for node in manifest.nodes.values()
        if str(node.resource_type) == "operation" and node.package_name not in ("dbt", "dbt_duckdb")
    ]


def compile_all(manifest, nodes, late, reached):
    """What was compiled before and would be the same is taken from there."""
    file = os.path.join(request["folder"], "compiled.json")
    statements = Statements(file, request, [core_version, adapter_version], manifest)
    candidates = [node for node in nodes if node.unique_id not in late and has_statement(node)]
    keys = {node.unique_id: statements.key(node, reached[node.unique_id]) for node in candidates}
    known = {name: statements.known(name, key) for name, key in keys.items()}
    others = [node for node in candidates if known[node.unique_id] is None]
    # A compilation is where the settings are seen that unit tests are rendered by.
    if not others and manifest.unit_tests:
        others = candidates[:1]
    compiled = compile_others(manifest, nodes, late, others if len(others) <= FEW else None) if others else {}
    compiled = {**{name: text for name, text in known.items() if text is not None and name not in late}, **compiled}
    statements.keep({name: [keys.get(name), text] for name, text in compiled.items()})
    return compiled


# More than that are not listed: all are compiled.
FEW = 200


def has_statement(node):
    return str(node.resource_type) != "seed" and own(node, "language") != "python"


def compile_others(manifest, nodes, late, chosen):
    """
    Nothing here can ask a database: what tries to, although its text did not say so, is late as well. `chosen` is what is
    compiled; None is everything.
    """
    while True:
        left_out = [node for node in nodes if node.unique_id in late or own(node, "language") == "python"]
        words = ["compile", "--no-populate-cache", "--no-introspect"]
        if chosen is not None:
            words += ["--indirect-selection", "empty", "--select", *(f"fqn:{fqn(node)}" for node in chosen)]
        if left_out:
            words += ["--exclude", *(f"fqn:{fqn(node)}" for node in left_out)]
        result = run(words, manifest)
        if result.exception is None:
            return {one.node.unique_id: one.node.compiled_code for one in result.result.results}
        asking = asks_database(str(result.exception), nodes)
        if asking is None or asking in late:
            fail(result.exception)
        late[asking] = "a query"


def asks_database(text, nodes):
    named = re.search(r"in \w+ (\S+) \(", text)
    if named is None or "connection never acquired" not in text:
        return None
    return next((node.unique_id for node in nodes if node.name == named.group(1)), None)


# ---- 'render': one node, whose text asks for its tables ----


def render():
    manifest = invoke(["parse"]).result
    node = manifest.nodes[request["node"]]
    compiled = invoke(["compile", "--select", f"fqn:{fqn(node)}"], manifest)
    for one in compiled.result.results:
        if one.node.unique_id == node.unique_id:
            answer({"compiled": one.node.compiled_code})
    mistake("project", f"dbt did not compile {node.name}", node.original_file_path)

# They are imported once dbt's version is known to do. Their folder is the package's, which stays as it was installed.
sys.dont_write_bytecode = True
from ask_late import late_reason, macros_by_word, reached_macros
from ask_nodes import UnreadableSeed, described, described_exposure, described_macro, described_source, fqn, own

if request["ask"] == "describe":
    from ask_compiled import Statements
    from ask_unit_tests import described_unit_tests

    try:
        describe()
    except UnreadableSeed as error:
        mistake("project", str(error), error.path, 1)
render()
