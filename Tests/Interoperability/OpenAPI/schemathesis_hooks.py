"""Gives generated requests what no schema can describe: values that depend on the clock or on earlier answers."""

import re
import uuid

import schemathesis

# A valid `expiration` depends on the time of the request; a table of the project's own tests covers the rule.
FAR_AHEAD = 4_102_444_800

CURSOR = re.compile(r"[A-Za-z0-9_-]{24,4096}")
IDEMPOTENCY_KEY = re.compile(r'[!#-+\--\[\]-~]{1,255}|"[!#-+\--\[\]-~]{1,255}"')
# The lists of entity tags that the document describes. The tool knows the fields that hold them by name and takes any text
# for a good one.
ENTITY_TAGS = re.compile(r'\*|[ ,]*(W/)?"[!#-~]*"([ ]*,[ ,]*(W/)?"[!#-~]*")*[ ,]*')


@schemathesis.hook
def before_call(context, case, kwargs):
    query = case.query or {}
    if "expiration" in query:
        query["expiration"] = FAR_AHEAD
    if str(query.get("expiration_ttl")).isdigit():
        # The longest time to live depends on the time as well; the shortest does not and stays as generated.
        query["expiration_ttl"] = min(int(query["expiration_ttl"]), FAR_AHEAD)
    if CURSOR.fullmatch(str(query.get("cursor"))):
        # A cursor is good only if the server gave it for the same listing; a well-formed one that is made up is refused.
        del query["cursor"]
    headers = case.headers or {}
    if IDEMPOTENCY_KEY.fullmatch(headers.get("Idempotency-Key", "")):
        # A key that was used with another request is refused.
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if "minimal" in headers.get("Prefer", ""):
        # A document cannot say that content is left out because of a field of the request.
        headers["Prefer"] = "return=representation"
    is_positive = case.meta is not None and case.meta.generation.mode.is_positive
    for name in ("If-Match", "If-None-Match"):
        if is_positive and not ENTITY_TAGS.fullmatch(headers.get(name, "*")):
            headers[name] = "*"
    for operation in case.body if isinstance(case.body, list) else []:
        if isinstance(operation, dict) and operation.get("op") == "move":
            # No value can be moved into itself (RFC 6902 section 4.4), and no schema compares two members.
            if str(operation.get("path")).startswith(f"{operation.get('from')}/"):
                operation["op"] = "copy"
