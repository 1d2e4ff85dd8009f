"""Which file is in which language; the languages are imported when they are needed."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.remediation.languages.interface import Language

HERE = "scanner.remediation.languages."

BY_NAME = (
    (".env.example", "dotenv:TEMPLATE"),
    (".env.sample", "dotenv:TEMPLATE"),
    (".env.schema", "dotenv:TEMPLATE"),
    (".env.template", "dotenv:TEMPLATE"),
    (".env.dist", "dotenv:TEMPLATE"),
    (".envrc", "shell:SHELL"),
    (".env", "dotenv:DOTENV"),
    (".env.*", "dotenv:DOTENV"),
    ("*.env", "dotenv:DOTENV"),
    ("dockerfile", "dockerfile:DOCKERFILE"),
    ("dockerfile.*", "dockerfile:DOCKERFILE"),
    ("*.dockerfile", "dockerfile:DOCKERFILE"),
    ("containerfile", "dockerfile:DOCKERFILE"),
    ("docker-compose*.y*ml", "yaml:COMPOSE"),
    ("compose*.y*ml", "yaml:COMPOSE"),
    ("application*.y*ml", "yaml:SPRING"),
    ("application*.properties", "properties:SPRING"),
    (".npmrc", "properties:NPMRC"),
    (".yarnrc.yml", "yaml:YARNRC"),
    (".mcp.json", "json:MCP"),
    ("devcontainer.json", "json:DEVCONTAINER"),
    (".devcontainer.json", "json:DEVCONTAINER"),
    ("*.d.ts", "javascript:DECLARATIONS"),
    (".bashrc", "shell:SHELL"),
    (".bash_profile", "shell:SHELL"),
    (".profile", "shell:SHELL"),
    (".zshrc", "shell:SHELL"),
)
"""By the name in lower case; the first pattern that fits."""

EDITOR_FILES = ("launch.json", "tasks.json", "mcp.json")
"""The files in `.vscode` in which the editor replaces variables; in its settings it does not."""

BY_SUFFIX = {
    ".py": "python:PYTHON",
    ".pyw": "python:PYTHON",
    ".js": "javascript:JAVASCRIPT",
    ".mjs": "javascript:JAVASCRIPT",
    ".cjs": "javascript:JAVASCRIPT",
    ".jsx": "javascript:JAVASCRIPT",
    ".ts": "javascript:TYPESCRIPT",
    ".mts": "javascript:TYPESCRIPT",
    ".cts": "javascript:TYPESCRIPT",
    ".tsx": "javascript:TYPESCRIPT",
    ".vue": "javascript:PAGES",
    ".svelte": "javascript:PAGES",
    ".html": "javascript:PAGES",
    ".htm": "javascript:PAGES",
    ".go": "go:GO",
    ".java": "java:JAVA",
    ".cs": "csharp:CSHARP",
    ".rb": "ruby:RUBY",
    ".rake": "ruby:RUBY",
    ".php": "php:PHP",
    ".rs": "rust:RUST",
    ".sh": "shell:SHELL",
    ".bash": "shell:SHELL",
    ".ksh": "shell:SHELL",
    ".zsh": "shell:SHELL",
    ".tf": "terraform:TERRAFORM",
    ".tfvars": "terraform:TFVARS",
    ".json": "json:JSON",
}
"""By what the name ends in, in lower case."""

SCRIPTS = (
    (re.compile(r"(?:python|pypy)(?:[23](?:\.\d+)*)?"), "python:PYTHON"),
    (re.compile(r"sh|ash|bash|dash|ksh|ksh93|mksh|zsh"), "shell:SHELL"),
    (re.compile(r"(?:node|nodejs)(?:-?\d+(?:\.\d+)*)?"), "javascript:JAVASCRIPT"),
)
"""By the name of the program that a first line `#!` calls; other shells read scripts in another way."""

FIRST_LINE = re.compile(rb"#![ \t]*(\S+)(.*)")


def language_of(path: str, first_line: bytes = b"") -> Language | None:
    """Return the language of the file with that path; None if there is none that is known."""
    place = place_of(path, first_line)
    if place is None:
        return None
    module, _, attribute = place.partition(":")
    found: Language = getattr(import_module(HERE + module), attribute)
    return found


def place_of(path: str, first_line: bytes = b"") -> str | None:
    """Return `module:NAME` of the language; `first_line`: of the file."""
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    for pattern, place in BY_NAME:
        if fnmatchcase(name, pattern):
            return place
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    if suffix in (".yml", ".yaml"):
        return yaml_place(lowered, name)
    if name in EDITOR_FILES and f"/{lowered}".endswith(f"/.vscode/{name}"):
        return "json:VSCODE"
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    if not suffix and first_line.startswith(b"#!"):
        program = program_of(first_line)
        return next((place for pattern, place in SCRIPTS if pattern.fullmatch(program)), None)
    return None


def program_of(first_line: bytes) -> str:
    """Return the name of the program that a first line `#!` calls, also through `env`; empty if it cannot be told."""
    found = FIRST_LINE.match(first_line)
    if found is None:
        return ""
    name = base_name(found[1])
    if name != "env":
        return name
    words = found[2].split()
    if words[:1] in ([b"-S"], [b"--split-string"]):
        words.pop(0)
    while words and b"=" in words[0] and not words[0].startswith(b"-"):
        words.pop(0)
    return base_name(words[0]) if words else ""


def base_name(path: bytes) -> str:
    """Return the last part of a path."""
    return path.rpartition(b"/")[2].decode("utf-8", "replace")


def yaml_place(path: str, name: str) -> str:
    """Return the language of a YAML file, by who reads it; `path` and `name` in lower case."""
    if "/.github/workflows/" in f"/{path}":
        return "yaml:WORKFLOW"
    if name.startswith(("values", "chart.")) or "/templates/" in f"/{path}":
        return "yaml:HELM"
    return "yaml:YAML"
