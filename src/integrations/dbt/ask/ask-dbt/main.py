"""Asks the installed dbt what a project says, and lets it make what it alone can.

Requests come on stdin and answers go to stdout, each as JSON in a line. The first request says which project it is, what each answer begins with,
since a start of Python may print, and asks to `describe` it or to `serve`: then each line that follows asks for one node, and the process
ends when its stdin does.

dbt itself parses, renders and makes. Nothing is run against the database of the profile: its path is replaced by one in a folder of the
caller's, under the same name, so that the names of relations and everything that a macro can ask of the target stay what they are.
"""

import gc
import json
import os
import re
import sys
from types import SimpleNamespace

# What dbt prints is none of the answer.
answer_stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

request = json.loads(sys.stdin.readline())
if request["ask"] == "describe":
    # It answers once and ends: looking for garbage meanwhile takes a sixth of its time and frees nothing.
    gc.disable()
    # The folder of these files is the package's, which stays as it was installed.
    writes_nothing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    from ask_imports import import_less

    sys.dont_write_bytecode = writes_nothing
    import_less()


def answer(value):
    answer_stream.write(request["mark"] + json.dumps(value, default=str) + "\n")
    answer_stream.flush()


class Mistake(Exception):
    """What is wrong, with the path of the project and the line that it is at."""

    def __init__(self, kind, message, path=None, line=None):
        super().__init__(message)
        self.value = {"kind": kind, "message": message, "path": path, "line": line}


def end_with(kind, message):
    answer({"mistake": Mistake(kind, message).value})
    os._exit(0)


try:
    import dbt.version
    from dbt.cli.main import dbtRunner
except ImportError as error:
    end_with("missing", f"{sys.executable} has no dbt-core: {error}")
try:
    from dbt.adapters.duckdb import __version__ as adapter_module
except ImportError as error:
    end_with("no-adapter", f"{sys.executable} has no dbt-duckdb: {error}")

core_version = dbt.version.__version__
adapter_version = adapter_module.version
if tuple(int(part) for part in re.findall(r"\d+", core_version)[:2]) < (1, 8):
    end_with("version", f"dbt-core is {core_version}")

# They are imported once dbt's version is known to do, and nothing is written beside them either.
sys.dont_write_bytecode = True
from ask_database import external_roots, module_paths, plugins, profiles, use_database_of, without_secrets
from ask_faster import parse_faster, start_faster
from ask_flags import tell_of_a_run
from ask_functions import described_function, described_table_function, functions_of, is_table_function
from ask_late import ANSWERED, late_reason, macros_by_word, macros_of_texts, making_macros, reached_macros, replaced_macros
from ask_nodes import UnreadableSeed, described, described_exposure, described_macro, described_source, fqn, has_statement, hook_texts, is_ephemeral, nodes_of, own, package_roots, run_hooks_of, told_apart
from ask_sources import name_external_sources, plugin_of

keep_schemas = start_faster(request["folder"])
if request["ask"] == "describe":
    parse_faster()
use_database_of(request["folder"])
tell_of_a_run()
name_external_sources()

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
    last = str(error).strip()
    # Of a semantic layer it says there alone what is wrong.
    text = "\n".join([last, *(one for one in told if last not in one and not one.startswith("Traceback"))])
    path, line = place_of(text, error)
    raise Mistake("project", text, path, line) from error


def run(words, manifest=None):
    del told[:]
    return dbtRunner(manifest=manifest, callbacks=[hear]).invoke([words[0], *common, *local, *words[1:]])


# The errors that dbt told of meanwhile: its results and its exceptions have no words for some.
told = []


def hear(event):
    if event.info.level == "error" or event.info.name == "SemanticValidationFailure":
        told.append(event.info.msg)


def invoke(words, manifest=None):
    result = run(words, manifest)
    if result.exception is not None:
        fail(result.exception)
    return result


# ---- 'describe': everything that a project says ----


def describe():
    parsed = invoke(["parse"])
    manifest = parsed.result
    nodes = nodes_of(manifest)
    words = macros_by_word(manifest)
    reached = {
        node.unique_id: reached_macros(manifest, words, node, ANSWERED) if hasattr(node.depends_on, "macros") else {} for node in nodes
    }
    late = {}
    for node in nodes:
        if not has_statement(node):
            continue
        reason = late_reason(node, reached[node.unique_id], ANSWERED)
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
    compiled, compiled_again = compile_both(Compiling(run, fail, request, [core_version, adapter_version]), manifest, late, reached)
    roots = package_roots(manifest, request["project"])
    making = making_macros(manifest, words)
    used = {name: macro for macros in [*making.values(), *reached.values()] for name, macro in macros.items()}

    def of_texts(texts):
        macros = macros_of_texts(manifest, words, texts)
        used.update(macros)
        return list(macros)

    units = described_unit_tests(
        manifest, lambda model, without: reached_macros(manifest, words, model, without)
    )
    for unit in units:
        unit["root"] = roots.get(unit["package"], request["project"])
        used.update({name: manifest.macros[name] for name in unit["macros"]})
    root = request["project"]
    hooks = run_hooks_of(manifest, lambda node: of_texts([node.raw_code]))
    functions = []
    for node in functions_of(manifest):
        macros = reached_macros(manifest, words, node)
        used.update(macros)
        functions.append(described_function(node, macros, roots.get(node.package_name, root)))
    described_nodes = []
    for node in nodes:
        value = described(manifest, node, reached[node.unique_id], of_texts(hook_texts(node)), module_paths)
        value["root"] = roots.get(node.package_name, root)
        if node.unique_id in late:
            value["late"] = late[node.unique_id]
        elif node.unique_id in compiled:
            value["compiled"] = compiled[node.unique_id]
            value["compiledAgain"] = compiled_again.get(node.unique_id)
        if is_table_function(node):
            functions.append(described_table_function(value))
        else:
            described_nodes.append(value)
    selectors, default_selector = selected_by(invoke, manifest, request["project"])
    return {
        "versions": {"core": core_version, "adapter": adapter_version},
        "project": manifest.metadata.project_name,
        "profile": without_secrets(profiles[0]) if profiles else None,
        "adapter": manifest.metadata.adapter_type,
        "externalRoot": external_roots[-1] if external_roots else ".",
        "nodes": told_apart(described_nodes),
        "functions": functions,
        "sources": [described_source(manifest, source, plugin_of(source, plugins, module_paths)) for source in manifest.sources.values()],
        "macros": {
            name: described_macro(macro, roots)
            for name, macro in used.items()
            if macro.package_name not in ("dbt", "dbt_duckdb")
        },
        "exposures": [described_exposure(exposure) for exposure in manifest.exposures.values()],
        "unitTests": units,
        "making": {manifest.macros[root].name: list(macros) for root, macros in making.items()},
        "hooks": hooks,
        "selectors": selectors,
        "defaultSelector": default_selector,
        "replaced": [{"name": macro.name, "path": macro.original_file_path} for macro in replaced_macros(manifest)],
    }


def answer_or_mistake(work):
    try:
        return work()
    except Mistake as mistake:
        return {"mistake": mistake.value}


if request["ask"] == "serve":
    from ask_serve import Serving

    Serving(SimpleNamespace(invoke=invoke, answer=answer, told=told, Mistake=Mistake), request["folder"]).serve(answer_or_mistake)
from ask_selectors import selected_by
from ask_compile import Compiling, compile_both
from ask_unit_tests import described_unit_tests


def describe_project():
    try:
        return describe()
    except UnreadableSeed as error:
        raise Mistake("project", str(error), error.path, 1) from error


answered = answer_or_mistake(describe_project)
# They are read when the answer is there.
keep_schemas()
answer(answered)
os._exit(0)
