"""Leaves out work of dbt's own start whose result is known."""

import json
import os
import sys
from importlib.metadata import version

from ask_json import read
from ask_late import OF_DBT
from dbt_common import dataclass_schema

try:
    from dbt_common.behavior_flags import BehaviorFlagRendered
except ImportError:
    # An older dbt has no such flags.
    class BehaviorFlagRendered:
        pass


PACKAGES = ("dbt-core", "dbt-common", "dbt-adapters", "dbt-duckdb", "dbt-semantic-interfaces", "mashumaro")


def start_faster(folder):
    """
    Keeps the JSON schemas by which dbt validates a project: they follow from the versions of its packages alone, and building them takes
    a quarter of a start. dbt also reads the sources of all modules to name the one that declares a flag, in an event that nobody hears.
    """
    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")
    file = os.path.join(folder, "schemas.json")
    versions = [sys.version, *map(version, PACKAGES)]
    kept = read(file)
    schemas = kept["schemas"] if kept.get("versions") == versions else {}
    count = len(schemas)
    build = dataclass_schema.build_json_schema

    def kept_schema(cls):
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name not in schemas:
            schemas[name] = build(cls).to_dict()
        return Schema(schemas[name])

    dataclass_schema.build_json_schema = kept_schema

    def keep():
        if len(schemas) > count:
            with open(file, "w", encoding="utf-8") as text:
                json.dump({"versions": versions, "schemas": schemas}, text)

    return keep


def parse_faster():
    """For a process that describes a project and ends."""
    from dbt.compilation import Linker
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import ManifestLoader

    write_memory, build_graph = ManifestLoader.write_manifest_for_partial_parse, Manifest.build_flat_graph

    def write_where_much_changed(loader):
        if not (loader.partially_parsing and is_small(loader.partial_parser)):
            write_memory(loader)

    def build_where_named(manifest):
        if any("graph" in text for text in texts_of(manifest)):
            build_graph(manifest)

    # dbt writes its memory of a whole project after each edit. What it has of the files before is as good: it sees which differ.
    ManifestLoader.write_manifest_for_partial_parse = write_where_much_changed
    # Every node once more, for texts that ask for `graph`.
    Manifest.build_flat_graph = build_where_named
    # What dbt writes into a file beside its target, which nobody reads.
    Linker.get_graph_summary = lambda linker, manifest: {}


FEW = 8


def is_small(parser):
    """Whether to read what differs once more takes less time than to write what is known of all files."""
    beside = [kind for kind, names in parser.file_diff.items() if kind not in ("changed", "unchanged") and names]
    read = [(kind, file) for kinds in parser.project_parser_files.values() for kind, files in kinds.items() for file in files]
    return not beside and len(read) <= FEW and not any(kind in ("MacroParser", "GenericTestParser") for kind, _ in read)


def texts_of(manifest):
    """That may be rendered: dbt's own macros ask for it in a run alone."""
    yield from (macro.macro_sql for name, macro in manifest.macros.items() if not name.startswith(OF_DBT))
    yield from (getattr(node, "raw_code", None) or "" for node in manifest.nodes.values())


class Schema:
    def __init__(self, value):
        self.value = value

    def to_dict(self):
        return self.value
