"""What answering needs of the policies, loaded together: the library, its families, the index over its clauses.

One value for one content of the policy folders. A server replaces it as a whole when the folders change; turns that
began with the old one end with it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from assistant.cache import prepare
from assistant.errors import UsageError
from assistant.family import Family, families
from assistant.routing import Profiles
from assistant.settings import Settings
from assistant.turn import World
from assistant.understand.reader import Reading
from corpus.load import FOLDER_FILES, Library
from corpus.model import Policy
from index.search import Searcher, SearchSettings, open_searcher


class Loaded:
    """A library prepared for answering."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library, self.settings = library, settings
        self.families: tuple[Family, ...] = families(library)
        if not self.families:
            raise UsageError("no policy of its own is loaded, only supplements: name the folder of the policy they supplement as well")
        self._opening = threading.Lock()

    @property
    def searcher(self) -> Searcher:
        """Opened when a question first needs it, once."""
        with self._opening:
            return self._searcher

    @cached_property
    def _searcher(self) -> Searcher:
        settings = self.settings
        return open_searcher(self.library, SearchSettings(home=settings.home, embedding=settings.embedding, chroma_url=settings.chroma_url))

    @cached_property
    def profiles(self) -> Profiles:
        """What tells the policies loaded from one another."""
        return Profiles(self.families)

    def world(self, family: Family) -> World:
        """What a turn about this family works with."""
        with self._opening:
            prepare(family, self.settings.home)

        def boost(text: str) -> Mapping[str, float]:
            return {}

        def foreign(reading: Reading) -> bool:
            return False

        return World(family, boost, foreign)

    def main(self, name: str = "") -> Policy:
        """The main policy of this name (or of a supplement of it); without a name, the only one there is."""
        if name:
            return self.library.family(name)[0]
        if len(self.families) > 1:
            names = ", ".join(family.main.id for family in self.families)
            raise UsageError(f'several policies are loaded: say which one with --policy (or "policy"): {names}')
        return self.families[0].main

    def family(self, policy: str) -> Family:
        """The family whose main policy has this id."""
        main = self.main(policy)
        return next(family for family in self.families if family.main.id == main.id)

    def warm(self) -> None:
        """Do now what the first question would otherwise wait for."""
        from assistant.state import State
        from assistant.turn import walk

        for family in self.families:
            walk(self.world(family), family.main.title, State())


def fingerprint(folders: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Path, size and time of every policy file: cheap to take, different whenever a file was written."""
    found = []
    for folder in folders:
        for inner in (folder, *sorted(folder.glob("*/"))):
            for name in FOLDER_FILES:
                file = inner / name
                try:
                    stat = file.stat()
                except OSError:
                    continue
                found.append((str(file), stat.st_size, stat.st_mtime_ns))
    return tuple(found)
