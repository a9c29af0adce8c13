"""The foreign keys of a project. What they name is written as `ref('…')`, in whose place dbt puts a relation when it compiles a node."""

from contextlib import contextmanager


def foreign_keys(node):
    columns = (getattr(node, "columns", None) or {}).values()
    all_of_node = [*(getattr(node, "constraints", None) or []), *(one for column in columns for one in column.constraints or [])]
    return [one for one in all_of_node if kind(one) == "foreign_key" and getattr(one, "to", None)]


def kind(constraint):
    return str(getattr(constraint.type, "value", constraint.type))


@contextmanager
def keys_as_written(manifest):
    """dbt reads no relation there when it compiles a node again."""
    written = [(one, one.to) for node in manifest.nodes.values() for one in foreign_keys(node)]
    try:
        yield
    finally:
        for one, to in written:
            one.to = to


def relation_of(manifest, to):
    above = manifest.find_node_from_ref_or_source(to)
    return above.relation_name if above is not None else None


def referenced_keys(manifest, node):
    """By the relations that foreign keys of an enforced contract name: the columns that are a key there."""
    contract = getattr(node.config, "contract", None)
    keys = {}
    for one in foreign_keys(node) if contract is not None and contract.enforced else []:
        if one.to_columns:
            keys.setdefault(relation_of(manifest, one.to), []).append(list(one.to_columns))
    return keys


def described_constraint(manifest, constraint):
    value = constraint.to_dict(omit_none=True)
    return {**value, "to": relation_of(manifest, value["to"])} if kind(constraint) == "foreign_key" and value.get("to") else value
