"""The word lists in `data/`, each read once a process, with the fast reader where there is one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def words_of(name: str) -> Any:
    """What `data/NAME.yaml` holds; nobody changes it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast as the one in Python
    return yaml.load((DATA / f"{name}.yaml").read_text("utf-8"), Loader=loader)
