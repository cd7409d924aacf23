"""Validates against the part of JSON Schema (draft 2020-12) that the schemas in
docs/schema use; any other keyword is an error, so that none is skipped."""
import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "null": type(None)}
NOTES = {"$schema", "$defs", "title", "description"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check_type(value, names, _):
    if not any(is_type(value, n)
               for n in ([names] if isinstance(names, str) else names)):
        yield "", "is not of type %s" % names


def check_enum(value, allowed, _):
    if not any(value == a and type(value) is type(a) for a in allowed):
        yield "", "is none of %s" % allowed


def check_pattern(value, pattern, _):
    # Python's $ takes a newline at the end; JavaScript's does not.
    if isinstance(value, str) and \
            not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield "", "does not match %s" % pattern


def check_minimum(value, least, _):
    if is_type(value, "number") and value < least:
        yield "", "is less than %d" % least


def check_properties(value, properties, root):
    for key in properties.keys() & value.keys() \
            if isinstance(value, dict) else ():
        for path, what in errors(value[key], properties[key], root):
            yield "/" + key + path, what


def check_required(value, keys, _):
    for key in keys if isinstance(value, dict) else ():
        if key not in value:
            yield "", "lacks %s" % key


def check_dependent(value, rows, _):
    for key, needed in rows.items() if isinstance(value, dict) else ():
        if key in value:
            yield from check_required(value, needed, None)


def check_items(value, schema, root):
    for i, item in enumerate(value if isinstance(value, list) else ()):
        for path, what in errors(item, schema, root):
            yield "/%d%s" % (i, path), what


def check_any(value, schemas, root):
    if all(any(True for _ in errors(value, s, root)) for s in schemas):
        yield "", "matches none of %d schemas" % len(schemas)


def check_one(value, schemas, root):
    good = sum(not any(True for _ in errors(value, s, root)) for s in schemas)
    if good != 1:
        yield "", "matches %d schemas, not one" % good


def check_ref(value, ref, root):
    schema = root
    for step in ref.removeprefix("#/").split("/"):
        schema = schema[step]
    yield from errors(value, schema, root)


KEYWORDS = {"type": check_type, "enum": check_enum, "pattern": check_pattern,
            "minimum": check_minimum, "properties": check_properties,
            "required": check_required, "dependentRequired": check_dependent,
            "items": check_items, "anyOf": check_any, "oneOf": check_one,
            "$ref": check_ref}


def errors(value, schema, root=None):
    """(path, what is wrong) of each place that does not match."""
    root = schema if root is None else root
    for keyword, rule in schema.items():
        if keyword in NOTES:
            continue
        if keyword == "additionalProperties":
            if rule is not False:
                raise ValueError("additionalProperties: %s" % rule)
            for key in value.keys() - schema["properties"].keys() \
                    if isinstance(value, dict) else ():
                yield "/" + key, "is not known"
            continue
        yield from KEYWORDS[keyword](value, rule, root)
