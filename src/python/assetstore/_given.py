"""Parameters that are no tables: `config`, and resources by their classes, as in Dagster."""

import inspect
import typing

from assetstore._defined import ABSENT
from assetstore._definitions import MARK, unset
from assetstore._errors import AssetError
from assetstore._resource import ResourceDefinition


def kind_of(parameter, function):
    """Whether a parameter is `config` or `resource` by its annotation; None where it is a table."""
    annotation = annotation_of(parameter, function)
    if MARK in getattr(annotation, "__metadata__", ()):
        return "resource"
    names = {(one.__module__, one.__name__) for one in getattr(annotation, "__mro__", ())}
    if parameter.name == "config" and ("assetstore._config", "Config") in names:
        return "config"
    # Those of Dagster's own libraries are made from its class.
    return "resource" if any(name == "ConfigurableResource" for _, name in names) else None


def annotation_of(parameter, function):
    annotation = parameter.annotation
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, getattr(inspect.unwrap(function), "__globals__", {}))  # noqa: S307 (the user's own text)
    except Exception:
        return annotation


def settings_of(class_, function, said):
    """Those that the export says, over what the class has by itself."""
    try:
        return class_(**said)
    except ValueError as error:
        field, why = _first(error)
        raise AssetError(
            "ASSET_PARAMETERS",
            f"{class_.__name__}.{field}, of the config of {function.__name__}: {why}",
            f"give it another value where the asset is exported, config: {{ {field}: … }}, or in the class",
        ) from None


def _first(error):
    errors = error.errors() if hasattr(error, "errors") else [{"loc": ("", ), "msg": str(error)}]
    return ".".join(str(one) for one in errors[0]["loc"]), errors[0]["msg"]


def resource_of(parameter, function, defined):
    """By the project's settings, else as a module of the project defines it, else by the defaults of its class."""
    annotation, name = annotation_of(parameter, function), parameter.name
    class_ = typing.get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation
    is_class = not hasattr(annotation, "__metadata__")
    if name in defined.said and (is_class or not isinstance(defined.own(name), ResourceDefinition)):
        settings = defined.said[name]
        makes = isinstance(class_, type) and isinstance(settings, dict) and class_ is not dict
        try:
            return class_(**settings) if makes else settings
        except (TypeError, ValueError) as error:
            raise _no_resource(name, class_, error) from None
    found = defined.get(name)
    if found is not ABSENT:
        return found
    try:
        return class_()
    except (TypeError, ValueError) as error:
        raise _no_resource(name, class_, error) from None


def _no_resource(name, class_, error):
    field, why = _first(error)
    return AssetError(
        "ASSET_UNKNOWN_RESOURCE",
        f"{name} is no {getattr(class_, '__name__', class_)} by what is said of it{field and f', {field}'}: {why}",
        f"say its settings in the project file: resources: {{ {name}: {{ … }} }}",
    )


def opened(resource, context, stack):
    """As it is to the function, for as long as that is at work."""
    missing = getattr(resource, "_unset", None)
    if missing:
        raise unset(missing[0])
    if isinstance(resource, ResourceDefinition):
        return resource.opened(context, stack)
    if any(one.__module__ == "assetstore._config" for one in type(resource).__mro__):
        return stack.enter_context(with_nested(resource, context, stack).yield_for_execution(context))
    return resource


def with_nested(resource, context, stack):
    """The resource with those that are its fields as they are while the function is at work."""
    fields = {name: value for name, value in vars(resource).items() if hasattr(value, "yield_for_execution")}
    made = {name: opened(value, context, stack) for name, value in fields.items()}
    others = {name: value for name, value in made.items() if value is not fields[name]}
    return resource.model_copy(update=others) if others else resource


class Resources:
    """`context.resources.api`, as Dagster calls it: each is opened when it is asked for."""

    def __init__(self, defined, context, stack):
        self._defined, self._context, self._stack = defined, context, stack

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        found = self._defined.get(name)
        if found is ABSENT:
            raise AssetError(
                "ASSET_UNKNOWN_RESOURCE",
                f"there is no resource {name}",
                f"say its settings in the project file, resources: {{ {name}: {{ … }} }}, or in Definitions of this file or of definitions.py above it",
            )
        value = opened(found, self._context, self._stack)
        setattr(self, name, value)
        return value
