"""OpenAPI 3.1 made from the routes themselves: their types, their docstrings, who may use them."""

from importlib.metadata import version
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from wendan.api.guards import RIGHT, any_staff, diners, office_staff, store_staff
from wendan.api.parse import IDEMPOTENCY_HEADER
from wendan.api.problems import MEDIA_TYPE, Problem
from wendan.domains.people.model import Role
from wendan.domains.people.rules import RIGHTS

_AUDIENCES: Final = {diners: "diner", store_staff: "store", office_staff: "office", any_staff: "staff"}
_REFS: Final = "#/components/schemas/{name}"
_JSON_TYPES: Final = {"uuid": {"type": "string", "format": "uuid"}, "str": {"type": "string"}}


def describe(app: Litestar) -> dict[str, Any]:
    """The whole description, ready to be written as JSON."""
    handlers = [
        (route, method, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in sorted(route.route_handler_map.items(), key=lambda one: one[0])
        if method != "OPTIONS" and not handler.opt.get("is_hidden")
    ]
    types = {t for _, _, h in handlers for t in (h.opt.get("takes"), h.opt.get("gives")) if t is not None}
    types |= {field.annotation for route, _, h in handlers for _, field in _asked_in_query(route, h)}
    ordered = sorted(types, key=str)
    schemas, components = msgspec.json.schema_components([*ordered, Problem], ref_template=_REFS)
    schema_of = dict(zip([*ordered, Problem], schemas, strict=True))
    paths: dict[str, Any] = {}
    for route, method, handler in handlers:
        paths.setdefault(route.path_format, {})[method.lower()] = _operation(route, handler, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wendan 稳单", "version": version("wendan")},
        "paths": {path: dict(sorted(verbs.items())) for path, verbs in sorted(paths.items())},
        "components": {"schemas": _opened(components), "securitySchemes": _security_schemes()},
    }


def _opened(schema: Any) -> Any:
    """The same, where an object of which no field is known says that it may have any: readers take silence for none."""
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _opened(each) for name, each in schema.items()}
    is_open = schema.get("type") == "object" and not {"properties", "additionalProperties"} & schema.keys()
    return inner | {"additionalProperties": True} if is_open else inner


def audience_of(handler: HTTPRouteHandler) -> str:
    """For whom this is: diner, store, office, staff (any), device (its own key is asked),
    channel (its own signature is asked) or public.
    """
    for guard in handler.resolve_guards():
        if guard in _AUDIENCES:
            return _AUDIENCES[guard]
    if handler.opt.get("is_for_devices"):
        return "device"
    return "channel" if handler.opt.get("is_for_channels") else "public"


def _security_schemes() -> dict[str, Any]:
    return {name: {"type": "http", "scheme": "bearer"} for name in _AUDIENCES.values()}


def _operation(route: HTTPRoute, handler: HTTPRouteHandler, schema_of: dict[Any, Any]) -> dict[str, Any]:
    audience = audience_of(handler)
    gives, takes = handler.opt.get("gives"), handler.opt.get("takes")
    succeeded: dict[str, Any] = {"description": "Done"}
    if gives is not None:
        succeeded["content"] = {"application/json": {"schema": schema_of[gives]}}
    operation: dict[str, Any] = {
        "operationId": handler.handler_name,
        "summary": (handler.fn.__doc__ or "").strip(),
        "tags": [audience],
        "parameters": _parameters(route, handler, schema_of),
        "responses": {str(handler.status_code): succeeded, "default": _problem(schema_of)},
        "security": [{audience: []}] if audience in _AUDIENCES.values() else [],
    }
    if RIGHT in handler.opt:
        right = handler.opt[RIGHT]
        operation |= {"x-right": right, "x-roles": [role for role in Role if right in RIGHTS[role]]}
    if takes is not None:
        body = {"required": True, "content": {"application/json": {"schema": schema_of[takes]}}}
        operation["requestBody"] = body
    return operation


def _problem(schema_of: dict[Any, Any]) -> dict[str, Any]:
    return {"description": "Refused", "content": {MEDIA_TYPE: {"schema": schema_of[Problem]}}}


def _asked_in_query(route: HTTPRoute, handler: HTTPRouteHandler) -> list[tuple[str, Any]]:
    """The handler's query parameters by their name in Python, those of what is provided to it first."""
    provided = handler.resolve_dependencies()
    asked = [each.parsed_fn_signature.parameters for each in provided.values()]
    return [
        (name, field)
        for parameters in (*asked, handler.parsed_fn_signature.parameters)
        for name, field in parameters.items()
        if name not in ("request", *provided, *route.path_parameters)
    ]


def _parameters(
    route: HTTPRoute, handler: HTTPRouteHandler, schema_of: dict[Any, Any]
) -> list[dict[str, Any]]:
    choices = handler.opt.get("choices", {})
    found: list[dict[str, Any]] = []
    for name, parameter in route.path_parameters.items():
        schema = dict(_JSON_TYPES[parameter.type.__name__.lower()])
        if name in choices:
            schema["enum"] = choices[name]
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    for name, field in _asked_in_query(route, handler):
        shown = getattr(field.kwarg_definition, "name", None) or name
        schema = schema_of[field.annotation]
        found.append({"name": shown, "in": "query", "required": not field.has_default, "schema": schema})
    if handler.opt.get("is_repeatable"):
        text = {"type": "string", "pattern": "^[0-9A-Za-z_-]{8,64}$"}
        found.append({"name": IDEMPOTENCY_HEADER, "in": "header", "required": True, "schema": text})
    return found
