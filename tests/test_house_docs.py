"""Documents that cannot drift: settings, commands, the two READMEs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from assistant.cli import application
from assistant.commands.help_pages import with_output
from assistant.errors import SettingsError
from assistant.settings import NAMES, load

ROOT = Path(__file__).parents[1]
DOCS = sorted(file for file in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")) if file.is_file())


def commands(command: Any = None, path: str = "huice") -> dict[str, Any]:
    """Every command by its path."""
    command = command or get_command(application())
    found = {path: command}
    for name, inner in getattr(command, "commands", {}).items():
        found |= commands(inner, f"{path} {name}")
    return found


class TestCommands:
    def test_every_command_has_its_section_and_no_section_is_of_another(self):
        page = (ROOT / "docs/commands.md").read_text("utf-8")
        assert sorted(re.findall(r"^## (.+)$", page, re.MULTILINE)) == sorted(commands())

    def test_every_option_and_its_help_stand_in_the_section(self):
        """Compared word by word, since the layout is the library's own; `make docs` writes the page anew."""
        page = (ROOT / "docs/commands.md").read_text("utf-8")
        sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
        for path, command in commands().items():
            section = re.sub(r"\s+", "", sections[path])
            for option in command.params:
                wanted = [*(name for name in option.opts if name.startswith("-")), option.help or ""]
                missing = [word for word in wanted if re.sub(r"\s+", "", word) not in section]
                assert not missing, f"{path}: {missing}: run make docs"

    @pytest.mark.parametrize("name", ["README.md", "README_zh.md"])
    def test_readmes_name_every_main_command(self, name):
        said = (ROOT / name).read_text("utf-8")
        assert [path for path in commands() if path.count(" ") == 1 and path not in said] == []


class TestSettings:
    def test_every_setting_is_documented_and_nothing_else(self):
        """A variable of the page that no module reads is as wrong as a setting that the page leaves out."""
        page = (ROOT / "docs/settings.md").read_text("utf-8")
        rows = set(re.findall(r"^\| `(HUICE_[A-Z_]+)` \|", page, re.MULTILINE))
        sources = "\n".join(
            file.read_text("utf-8") for layer in ("assistant", "corpus", "index", "eval") for file in (ROOT / layer).rglob("*.py")
        )
        read = set(re.findall(r"(?:environ(?:\.get\()?[\[(]?|envvar=)\"(HUICE_[A-Z_]+)\"", sources))
        assert rows == set(NAMES.values()) | read

    def test_a_file_sets_what_the_environment_does_not(self, tmp_path):
        (tmp_path / "huice.toml").write_text('home = "/srv/huice"\nretention_days = 90\n', "utf-8")
        found = load({"HUICE_RETENTION_DAYS": "7"}, tmp_path)
        assert (found.retention_days, found.home) == (7, Path("/srv/huice"))

    @pytest.mark.parametrize(
        ("toml", "words"),
        [
            ('colour = "red"', "colour"),
            ("not toml", "TOML"),
            ('retention_days = "0"', "HUICE_RETENTION_DAYS"),
            ('policies = "/nowhere"', "/nowhere"),
        ],
    )
    def test_a_file_that_does_not_fit_says_what(self, tmp_path, toml, words):
        (tmp_path / "huice.toml").write_text(toml, "utf-8")
        with pytest.raises(SettingsError, match=words):
            load({}, tmp_path)

    def test_bytes_that_are_no_text_are_said(self, tmp_path):
        (tmp_path / "huice.toml").write_bytes(b"\xff\x00")
        with pytest.raises(SettingsError, match="TOML"):
            load({}, tmp_path)


class TestReadmes:
    def test_both_have_the_same_sections_examples_and_pictures(self):
        """The same content in two languages: as many headings of each level, the same commands, tables and pictures."""
        english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README_zh.md"))
        for pattern in (r"^#+(?= )", r"^\$ .+$", r"!\[[^\]]*\]\(([^)]+)\)", r"^\| ?-"):
            assert re.findall(pattern, english, re.MULTILINE) == re.findall(pattern, chinese, re.MULTILINE), pattern

    @pytest.mark.parametrize("name", ["README.md", "README_zh.md"])
    def test_examples_show_what_the_commands_print(self, name):
        """Every `$ huice …` is run; `make docs` writes the outputs anew."""
        text = (ROOT / name).read_text("utf-8")
        assert text.count("$ huice ") >= 5
        assert with_output(text) == text

    @pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
    def test_links_inside_the_project_lead_somewhere(self, file):
        text = file.read_text("utf-8")
        targets = [t.split("#")[0] for t in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text)]
        assert [t for t in targets if t and not (file.parent / t).exists()] == []
