"""What a project says of its nodes, as the answer has it."""

import json
import os

from ask_keys import described_constraint
from ask_late import OF_DBT
from ask_modules import python_code
from ask_sources import location_of


class UnreadableSeed(Exception):
    def __init__(self, message, path):
        super().__init__(message)
        self.path = path


def plain(value):
    return value.to_dict(omit_none=True) if hasattr(value, "to_dict") else value


def own(node, name, default=None):
    return getattr(node, name, default)


def config_of(node):
    config = plain(node.config)
    kept = {key: value for key, value in config.items() if value not in (None, [], {})}
    return json.loads(json.dumps(kept, default=str))


def fqn(node):
    return ".".join(node.fqn)


def only(node):
    """Selects it. What lies in a folder of its name has a name that begins with its own."""
    return ["--select", f"fqn:{fqn(node)}", "--exclude", f"fqn:{fqn(node)}.*"]


def has_statement(node):
    return str(node.resource_type) != "seed" and own(node, "language") != "python"


def nodes_of(manifest):
    """A test of what is not there is none of those that dbt runs."""
    kinds = ("model", "seed", "snapshot", "test")
    return [node for node in manifest.nodes.values() if str(node.resource_type) in kinds and own(node.config, "enabled", True)]


def run_hooks_of(manifest, macros_of):
    """Operations that dbt runs around a run."""
    return [
        {"path": node.original_file_path, "name": node.name, "text": node.raw_code, "macros": macros_of(node)}
        for node in manifest.nodes.values()
        if str(node.resource_type) == "operation" and node.package_name not in ("dbt", "dbt_duckdb")
    ]


def is_ephemeral(node):
    return node is not None and own(node.config, "materialized") == "ephemeral"


def hook_texts(node):
    """The statements around the one that makes a node, as they are written."""
    hooks = [*(own(node.config, "pre_hook") or ()), *(own(node.config, "post_hook") or ())]
    return [one.sql for one in hooks]


def described(manifest, node, macros, hook_macros, module_paths):
    resource = str(node.resource_type)
    value = {
        "id": node.unique_id,
        "type": resource,
        "name": node.name,
        "package": node.package_name,
        "path": node.original_file_path,
        "fqn": fqn(node),
        "alias": own(node, "alias"),
        "version": own(node, "version"),
        "language": own(node, "language", "sql"),
        "relation": own(node, "relation_name"),
        "depends": list(node.depends_on.nodes) if hasattr(node, "depends_on") and hasattr(node.depends_on, "nodes") else [],
        "macros": [name for name in macros if not name.startswith(OF_DBT)],
        "hookMacros": hook_macros,
        "raw": own(node, "raw_code") or "",
        "config": config_of(node),
        "description": node.description,
        "tags": list(node.tags),
        "group": own(node, "group"),
        "groupOwner": owner_of(manifest, own(node, "group")),
        "patch": own(node, "patch_path"),
        "columns": columns_of(manifest, node),
        "constraints": [described_constraint(manifest, one) for one in own(node, "constraints", []) or []],
    }
    if resource == "test":
        value["attached"] = own(node, "attached_node")
        value["column"] = own(node, "column_name")
        metadata = own(node, "test_metadata")
        value["arguments"] = json.loads(json.dumps(metadata.kwargs, default=str)) if metadata else None
        value["testName"] = metadata.name if metadata else None
    if resource == "model":
        value["access"] = str(getattr(node.access, "value", node.access))
        value["versionKind"] = version_kind(node)
    if resource == "seed":
        value["seed"] = seed_columns(node)
    if value["language"] == "python":
        value["python"] = python_code(node.raw_code, module_paths)
    return value


def version_kind(node):
    """As the selection by versions calls it."""
    from dbt.contracts.graph.unparsed import UnparsedVersion

    if node.version is None:
        return "none"
    if node.is_latest_version or not node.latest_version:
        return "latest" if node.is_latest_version else None
    return "prerelease" if UnparsedVersion(v=node.version) > UnparsedVersion(v=node.latest_version) else "old"


def told_apart(nodes):
    """Names of generic tests that differ by case alone are one name to SQL and to some file systems: dbt's own mark tells them apart."""
    same = {}
    for one in nodes:
        if one["type"] == "test" and one["arguments"] is not None:
            same.setdefault(one["name"].lower(), []).append(one)
    for alike in same.values():
        for one in alike if len(alike) > 1 else ():
            one["name"] += "_" + one["id"].rsplit(".", 1)[-1]
    return nodes


def columns_of(manifest, node):
    return [
        {
            "name": column.name,
            "type": column.data_type,
            "description": column.description,
            "meta": meta_of(column),
            "constraints": [described_constraint(manifest, one) for one in own(column, "constraints", []) or []],
        }
        for column in (own(node, "columns") or {}).values()
    ]


def meta_of(column):
    """It may stand in the configuration of the column as well."""
    meta = {**(own(own(column, "config"), "meta") or {}), **(own(column, "meta") or {})}
    return json.loads(json.dumps(meta, default=str))


def owner_of(manifest, group):
    found = next((one for one in (own(manifest, "groups") or {}).values() if one.name == group), None)
    return (found.owner.email or found.owner.name) if found else None


def seed_columns(node):
    """The types that dbt gives to the columns of a seed."""
    from dbt_common.clients import agate_helper
    from dbt.adapters.duckdb.impl import DuckDBAdapter

    path = os.path.join(node.root_path, node.original_file_path)
    said = node.config.column_types or {}
    try:
        table = agate_helper.from_csv(path, text_columns=said, delimiter=node.config.delimiter)
    except Exception as error:
        raise UnreadableSeed(f"the seed {node.name} cannot be read: {error}", node.original_file_path) from error
    lowered = {key.lower(): value for key, value in said.items()}
    return {
        "path": path,
        "delimiter": node.config.delimiter,
        "rows": len(table.rows),
        "columns": [
            [name, lowered.get(name.lower()) or DuckDBAdapter.convert_agate_type(table, index)]
            for index, name in enumerate(table.column_names)
        ],
    }


def described_source(manifest, source, plugin):
    return {
        "id": source.unique_id,
        "package": source.package_name,
        "source": source.source_name,
        "name": source.name,
        "path": source.original_file_path,
        "relation": source.relation_name,
        "location": location_of(source),
        "plugin": plugin,
        "database": source.database,
        "schema": source.schema,
        "identifier": source.identifier,
        "description": source.description or source.source_description,
        "columns": columns_of(manifest, source),
        "tags": list(source.tags),
        "meta": json.loads(json.dumps({**(source.source_meta or {}), **(source.meta or {})}, default=str)),
    }


def described_macro(macro, roots):
    return {
        "name": macro.name,
        "package": macro.package_name,
        "path": os.path.join(roots.get(macro.package_name, ""), macro.original_file_path),
        "text": macro.macro_sql,
    }


def described_exposure(exposure):
    return {
        "name": exposure.name,
        "depends": list(exposure.depends_on.nodes),
        "path": exposure.original_file_path,
        "type": str(exposure.type.value if hasattr(exposure.type, "value") else exposure.type),
        "owner": exposure.owner.name or exposure.owner.email,
        "url": exposure.url,
        "description": exposure.description,
    }


def package_roots(manifest, project):
    roots = {}
    for node in [*manifest.nodes.values(), *manifest.macros.values(), *manifest.sources.values()]:
        package = node.package_name
        if package in roots or package in ("dbt", "dbt_duckdb"):
            continue
        path = own(node, "root_path")
        roots[package] = path if path else os.path.join(project, "dbt_packages", package)
    roots[manifest.metadata.project_name] = project
    return roots
