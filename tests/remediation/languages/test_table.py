"""Which file is in which language."""

from __future__ import annotations

import pytest

from scanner.remediation.languages.table import BY_NAME, BY_SUFFIX, SCRIPTS, language_of, place_of

PLACES = {place for _, place in (*BY_NAME, *SCRIPTS)} | set(BY_SUFFIX.values())


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("src/App.PY", "python:PYTHON"),
        ("a/docker-compose.prod.yml", "yaml:COMPOSE"),
        (".github/workflows/ci.yaml", "yaml:WORKFLOW"),
        ("chart/templates/secret.yaml", "yaml:HELM"),
        ("k8s/secret.yaml", "yaml:YAML"),
        ("types/index.d.ts", "javascript:DECLARATIONS"),
        (".env.local", "dotenv:DOTENV"),
        (".env.example", "dotenv:TEMPLATE"),
        (".vscode/launch.json", "json:VSCODE"),
        ("app/.vscode/tasks.json", "json:VSCODE"),
        (".vscode/mcp.json", "json:VSCODE"),
        (".vscode/settings.json", "json:JSON"),
        (".vscode/inner/launch.json", "json:JSON"),
        ("launch.json", "json:JSON"),
        ("README.md", None),
        ("Makefile", None),
    ],
)
def test_path_tells_the_language(path: str, place: str | None) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (b"#!/bin/sh -e", "shell:SHELL"),
        (b"#!/usr/bin/env python3", "python:PYTHON"),
        (b"#! /usr/local/bin/python3.12 -u\r", "python:PYTHON"),
        (b"#!/usr/bin/env -S A=b python -u", "python:PYTHON"),
        (b"#!/usr/bin/env zsh", "shell:SHELL"),
        (b"#!/bin/dash", "shell:SHELL"),
        (b"#!/usr/bin/env node22", "javascript:JAVASCRIPT"),
        (b"#!/usr/bin/nodejs", "javascript:JAVASCRIPT"),
        (b"#!/usr/bin/env fish", None),
        (b"#!/usr/bin/pwsh", None),
        (b"#!/bin/csh -f", None),
        (b"#!/bin/tcsh", None),
        (b"#!/usr/bin/env -i xonsh", None),
        (b"#!/opt/bash/bin/perl", None),
        (b"#!/usr/bin/env nu bash", None),
        (b"#!/usr/bin/env python4you", None),
        (b"#!/usr/bin/env", None),
        (b"#!", None),
    ],
)
def test_first_line_tells_the_language(line: bytes, place: str | None) -> None:
    assert place_of("bin/deploy", line) == place


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_language_of_the_table_is_there(place: str) -> None:
    name = next((pattern.replace("*", "x") for pattern, one in BY_NAME if one == place), "")
    name = name or next((f"x{suffix}" for suffix, one in BY_SUFFIX.items() if one == place), "")
    language = language_of(name)
    assert language is not None
    assert language.by_hand
