"""`huice index …`: versions of the index, built, listed and chosen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.commands import console
from assistant.settings import Settings, load
from corpus.load import Library, load_policies
from index.build import build as build_index
from index.embed import open_embedding
from index.versions import Version, current, versions
from index.versions import rollback as rollback_index
from index.versions import use as use_index

DONE = 0
WAIT = 60  # seconds to wait for another builder


def build(policies: Sequence[Path] | None, force: bool, as_json: bool) -> int:
    """Build what changed and serve it."""
    settings = load()
    began = time.perf_counter()
    version = up_to_date(load_policies(list(policies) if policies else list(settings.policies)), settings, force=force)
    if as_json:
        console.show_json(asdict(version))
    else:
        spent = time.perf_counter() - began
        made = f"{version.embedded} newly embedded with {version.model}"
        console.show(f"{version.name}: {version.clauses} clauses, {made}, {version.store}, {spent:.1f} s")
    return DONE


def up_to_date(library: Library, settings: Settings, *, force: bool = False) -> Version:
    """The index of this library, built if it is missing or stale."""
    settings.home.mkdir(parents=True, exist_ok=True)
    embedding = open_embedding(settings.embedding)
    return build_index(library, settings.home, embedding, chroma_url=settings.chroma_url, force=force, wait=WAIT, progress=_progress)


def _progress(what: str, done: int, total: int) -> None:
    if total > 10_000:
        console.tell(f"index: {what} {done} of {total}")


def show(as_json: bool) -> int:
    """Every version, oldest first."""
    home = load().home
    served = current(home)
    found = versions(home)
    if as_json:
        console.show_json([asdict(version) | {"served": served is not None and version.name == served.name} for version in found])
        return DONE
    for version in found:
        mark = "*" if served and version.name == served.name else " "
        console.show(f"{mark} {version.name}  {version.clauses} clauses  {version.model}  {version.store}  {', '.join(version.policies)}")
    if not found:
        console.show("还没有索引:huice index build / no index yet: run huice index build")
    return DONE


def use(name: str) -> int:
    """Serve a version."""
    console.show(f"{use_index(load().home, name).name}")
    return DONE


def rollback() -> int:
    """Serve the version before."""
    console.show(f"{rollback_index(load().home).name}")
    return DONE
