"""The decorators by their names, and what to say of one that stands in the wrong place or is not known."""

from __future__ import annotations

ITEM = frozenset(("required", "optional", "sensitive", "public", "type", "example", "docs", "docsUrl", "deprecated"))
ITEM_WITHOUT_EFFECT = frozenset(("internal", "dynamic", "static", "tag", "icon", "auditIgnore", "placeholder"))
"""Known, and nothing that a check of values could hold them to."""

ROOT = frozenset(("currentEnv", "envFlag", "defaultRequired", "defaultSensitive", "import"))
GENERATED = ("Types", "TsTypes", "PythonTypes", "GoTypes", "RustTypes", "PhpTypes", "CsharpTypes", "JavaTypes")
ROOT_WITHOUT_EFFECT = frozenset(
    (
        "defaultDynamic",
        "redactLogs",
        "preventLeaks",
        "encryptInjectedEnv",
        "disableProcessEnvInjection",
        "injectUndefinedAsEmpty",
        "auditIgnorePaths",
        "auditExtraPatterns",
        *(f"generate{name}" for name in GENERATED),
    )
)
"""Known, and without a bearing on which values are right."""

REFUSED = {
    "plugin": "plug-ins are programs, and none is run",
    "setValuesBulk": "values that a program fetches are not known here",
    "disable": "a schema that is switched off checks nothing",
    "proxy": "it changes values while a program runs",
    "proxyConfig": "it changes values while a program runs",
    "cache": "nothing is evaluated that would be cached",
}


def unknown(name: str, in_header: bool) -> tuple[str, str]:
    """Return message and mend for a decorator that does not belong where it stands."""
    if name in REFUSED:
        return f"@{name} is not supported", f"{REFUSED[name]}; take it out"
    if in_header and name in ITEM | ITEM_WITHOUT_EFFECT:
        return f"@{name} stands in the header, and belongs to an item", "move it to the lines right above its item"
    if not in_header and name in ROOT | ROOT_WITHOUT_EFFECT:
        return (
            f"@{name} stands above an item, and belongs to the header",
            "part the header from the first item by `# ---`",
        )
    from difflib import get_close_matches

    known = ROOT | ROOT_WITHOUT_EFFECT if in_header else ITEM | ITEM_WITHOUT_EFFECT
    nearest = get_close_matches(name, sorted(known), 1)
    mend = f"did you mean @{nearest[0]}?" if nearest else "take it out, or use a version of keysieve that knows it"
    return f"@{name} is not supported", mend
