"""Settings: environment, else `huice.toml` of the working folder, else defaults. Read once, passed down.

Nothing below the assistant reads the environment; every setting is listed here and in docs/settings.md.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.errors import SettingsError
from corpus.load import shipped_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the assistant runs."""

    policies: tuple[Path, ...]  # HUICE_POLICIES: folders of policies, separated by ':'
    home: Path  # HUICE_HOME: index, threads, caches
    embedding: str = ""  # HUICE_EMBEDDING: a sentence-transformers folder or hub name; empty: the shipped model
    chroma_url: str = ""  # HUICE_CHROMA_URL: a Chroma server; empty: in process
    database_url: str = ""  # HUICE_DATABASE_URL: reserved for PostgreSQL; empty: SQLite in home
    retention_days: int = 30  # HUICE_RETENTION_DAYS: threads and feedback older than this are deleted
    embed_origins: tuple[str, ...] = ()  # HUICE_EMBED_ORIGINS: sites that may show the page in a frame
    llm_base_url: str = ""  # HUICE_LLM_BASE_URL, HUICE_LLM_MODEL, HUICE_LLM_API_KEY: reserved
    llm_model: str = ""
    llm_api_key: str = ""


NAMES = {field.name: f"HUICE_{field.name.upper()}" for field in fields(Settings)}


def default_home() -> Path:
    """The user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("huice", appauthor=False))


def load(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Settings from the environment over `huice.toml` over defaults; SettingsError names what is unusable."""
    environment = os.environ if environment is None else environment
    values = _file((folder or Path.cwd()) / "huice.toml")
    for name, variable in NAMES.items():
        if variable in environment:
            values[name] = environment[variable]
    raw = {name: str(value) for name, value in values.items()}
    policies = tuple(Path(part).expanduser() for part in raw.get("policies", "").split(":") if part) or (shipped_folder(),)
    for path in policies:
        if not path.is_dir():
            raise SettingsError(f"HUICE_POLICIES: {path} is no folder; name folders of policies separated by ':'")
    days = raw.get("retention_days", "30")
    if not days.isdigit() or not 1 <= int(days) <= 3650:
        raise SettingsError(f"HUICE_RETENTION_DAYS: {days!r} is no number of days between 1 and 3650")
    return Settings(
        policies=policies,
        home=Path(raw["home"]).expanduser() if raw.get("home") else default_home(),
        embedding=raw.get("embedding", ""),
        chroma_url=raw.get("chroma_url", ""),
        database_url=raw.get("database_url", ""),
        retention_days=int(days),
        embed_origins=tuple(part for part in raw.get("embed_origins", "").replace(",", " ").split() if part),
        llm_base_url=raw.get("llm_base_url", ""),
        llm_model=raw.get("llm_model", ""),
        llm_api_key=raw.get("llm_api_key", ""),
    )


def _file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML ({error})") from error
    if unknown := sorted(set(found) - set(NAMES)):
        raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(NAMES)}")
    return found
