"""What a file that was written for Dagster asks for beside functions and tables, and what stands in its place here."""

from assetstore._errors import AssetError

_METADATA = "return the rows themselves, and tell the rest by add_metadata(rows=3) of assetstore"
_PARTITIONS = "say it where the asset is exported: asset.python({ file, partitions: partitions.daily({ from: '2026-01-01' }) })"
_RESOURCE = "write it behind a star, `def a(raw, *, settings)`: a resource of the project, or `env` for env('NAME')"
_PLAIN = "make each table an asset of its own, a function whose parameters name what it reads; what helps it is a plain function"
_WHEN = "leave it out of the file: when assets run is said by `schedules` of defineProject"
_WHOLE = "leave it out: each asset is exported by the project's index, as asset.python('./documents.py')"
_SOURCE = "export a source under that name, such as source.table('data.csv'), and name it as a parameter"
_STORE = "leave it out: what a function returns is stored, and a parameter reads it"
_RETRIES = "say it where the asset is exported: asset.python({ file, retries: 3 })"

_NAMES = {
    **dict.fromkeys(("MaterializeResult", "Output", "DynamicOutput", "AssetMaterialization", "AssetObservation", "ObserveResult"), _METADATA),
    **dict.fromkeys(("MetadataValue", "TableSchema", "TableColumn"), "give add_metadata of assetstore text, numbers and bools"),
    **dict.fromkeys(("repository", "with_resources"), _WHOLE),
    "RetryRequested": "raise an error of Python: the asset is tried again as its retry_policy says",
    "Failure": "raise an error of Python: its text and line are the error of the asset",
    "get_dagster_logger": "use logging.getLogger(__name__), print, or the parameter `log` behind a star: def a(raw, *, log)",
    "observable_source_asset": _SOURCE,
}

_OPTIONS = {
    **dict.fromkeys(("name", "key", "key_prefix"), "write the name out, or export the function as it is called: asset.python({ file, function: 'name' })"),
    **dict.fromkeys(("deps", "non_argument_deps"), "name what it reads as a parameter, which is its table: def a(raw)"),
    "required_resource_keys": "write the names out: {'api'}",
    "ins": "name what it reads as a parameter, which is its table: def a(raw)",
    **dict.fromkeys(("outs", "dagster_type", "output_required", "can_subset", "specs"), _PLAIN),
    **dict.fromkeys(("partitions_def", "backfill_policy"), _PARTITIONS),
    **dict.fromkeys(("resource_defs", "config_schema"), _RESOURCE),
    **dict.fromkeys(("io_manager_key", "io_manager_def"), _STORE),
    **dict.fromkeys(("automation_condition", "auto_materialize_policy", "freshness_policy"), _WHEN),
    "retry_policy": _RETRIES,
    "asset": "name the asset by a text, AssetKey or its function",
    "blocking": "write True or False",
    **dict.fromkeys(("compute_kind", "kinds"), "say it where the asset is exported: asset.python({ file, tags: ['pandas'] })"),
    "group_name": "say it where the asset is exported: asset.python({ file, group: 'name' })",
    "op_tags": "leave it out, or say tags where the asset is exported: asset.python({ file, tags: ['name'] })",
    "pool": "say it where the asset is exported: asset.python({ file, pool: 'name' }), with `pools` of defineProject",
    "metadata": "say it where the asset is exported, as description, tags or owners of asset.python",
    "tags": "say it where the asset is exported: asset.python({ file, tags: ['name'] })",
    "owners": "say it where the asset is exported: asset.python({ file, owners: ['team'] })",
    "description": "say it where the asset is exported: asset.python({ file, description: '…' })",
    "code_version": "say it where the asset is exported: asset.python({ file, codeVersion: '1' })",
    **dict.fromkeys(("retries", "timeout", "partitions", "severity", "group"), "say it where it is exported: asset.python({ file, … })"),
}

_MEMBERS = {
    "op_config": _RESOURCE,
}


def absent_name(name):
    """What `from assetstore import name` ends in; None where nothing is known of it."""
    cure = _NAMES.get(name)
    if cure is None and name.endswith(("PartitionsDefinition", "PartitionMapping", "PartitionKeyRange")):
        cure = _PARTITIONS
    if cure is None:
        return None
    return AssetError("PYTHON_PACKAGE", f"it imports {name}, which is Dagster's and no name of assetstore", cure)


def unknown_name(name, known):
    """What `from assetstore import name` ends in of which nothing is known."""
    return AssetError("PYTHON_PACKAGE", f"cannot import name {name!r} from 'assetstore'", f"it has {', '.join(known)}")


def cure_of_computed(name):
    """What may be done where an option is computed that is shown alone."""
    return f"write it out, or leave it out: {_OPTIONS[name]}"


def several_tables(decorator):
    """What a function ends in that is exported as one asset and makes several."""
    cure = "make each check a function with @asset_check" if decorator == "multi_asset_check" else _PLAIN
    return AssetError("ASSET_OPTIONS", f"it is a function of @{decorator}, and an asset here is one table", cure)


def cure_of_option(name):
    """What stands in the place of an option that does nothing here."""
    return _OPTIONS[name]


def unknown_option(kind, name, known):
    """What an option of a decorator ends in that it does not have."""
    import difflib

    likely = difflib.get_close_matches(name, known, 1)
    cure = _OPTIONS.get(name) or (f"did you mean {likely[0]}?" if likely else None)
    has = f"it has {', '.join(known)}" if known else "it has none"
    return AssetError("ASSET_OPTIONS", f"@{kind} has {name}=, which is no option of it", cure or f"leave it out: {has}")


_TEXTS = ("description", "group_name", "compute_kind", "code_version")


def no_plain_option(name, text):
    """What is computed and is to be read where the project is loaded, where nothing runs, ends in."""
    what = "list of names or functions" if name == "deps" else "plain text" if name in _TEXTS else "value that is written out"
    return AssetError("ASSET_OPTIONS", f"@asset has {name}= that is no {what}: {text}", _OPTIONS[name])


def config_of_op(op, field):
    """A field of the config of an op, which nobody can give from outside."""
    return AssetError("ASSET_OPTIONS", f"{field} of the config of the op {op} has no value", f"give it one in the class, such as {field}: int = 3")


class AbsentMember(AssetError, AttributeError):
    """`hasattr(context, name)` is False of it."""


def absent_member(name, known):
    cure = _MEMBERS.get(name, f"it has {', '.join(known)}")
    return AbsentMember("ASSET_PARAMETERS", f"context has no {name}", cure)


def returned_cure(result):
    """How what a function returned is said here, where its class is Dagster's."""
    if type(result).__module__.partition(".")[0] != "dagster":
        return None
    name = type(result).__name__
    return _NAMES.get(name, _PLAIN)


def of_dagster(function, name, file):
    """What a function ends in that is decorated by Dagster itself. None of any other."""
    if type(function).__module__.partition(".")[0] != "dagster":
        return None
    return AssetError("ASSET_PARAMETERS", f"{name} is decorated by Dagster, and no function any more", INSTEAD, at=f"{file}:1")


INSTEAD = "change the import: from assetstore import asset, check"
