"""What is shipped: the wheel carries every data file, the Makefile does what it says, nothing names a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("assistant", "corpus", "index", "eval")


def tracked(*places: str) -> list[str]:
    """Files of the project as git knows them, or as they lie there where there is no git."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        done = subprocess.run(["git", "ls-files", "-z", *places], cwd=ROOT, capture_output=True, check=True)
        return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [str(f.relative_to(ROOT)) for place in places for f in (ROOT / place).rglob("*") if f.is_file() and "__pycache__" not in f.parts]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built without looking for anything outside."""
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(out),
        ".",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(out.glob("huice-*.whl")))


class TestWheel:
    def test_it_carries_every_file_of_the_four_packages(self, wheel):
        """Policies, weights, templates and word lists beside the code."""
        packed = set(wheel.namelist())
        assert [name for name in tracked(*LAYERS) if name not in packed] == []
        assert "corpus/policies/haizhu-ai-2024/awards.yaml" in packed

    def test_it_carries_the_model(self, wheel):
        packed = {name: wheel.getinfo(name).file_size for name in wheel.namelist()}
        assert packed["index/model/vocabulary.txt"] > 100_000 and packed["index/model/weights.safetensors"] > 1_000_000

    def test_it_carries_nothing_of_a_developer(self, wheel):
        assert [name for name in wheel.namelist() if re.search(r"__pycache__|\.pyc$|^tests/|\.db$|^docs/", name)] == []

    def test_it_installs_the_command(self, wheel):
        entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        assert "huice = assistant.cli:main" in wheel.read(entry).decode()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
class TestMakefile:
    def make(self, *arguments: str) -> str:
        """What make prints, whatever the make that runs these tests was given."""
        env = {
            name: value for name, value in os.environ.items() if name not in ("EXTRAS", "VENV", "MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")
        }
        command = ["make", "--no-print-directory", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def dry(self, *arguments: str) -> str:
        return self.make("--dry-run", *arguments)

    def test_the_slim_environment_has_no_torch(self, tmp_path):
        said = self.dry("env", "EXTRAS=", f"VENV={tmp_path}/v")
        assert "torch" not in said and '--editable "."' in said

    def test_the_full_environment_pins_torch_before_all_else(self, tmp_path):
        """So that no other build of it is ever looked at."""
        said = self.dry("env", f"VENV={tmp_path}/v")
        assert "torch==" in said and said.index("torch==") < said.index('--editable ".[embed]"')

    def test_a_second_make_env_does_nothing(self, tmp_path):
        """The stamp is newer than pyproject.toml."""
        (tmp_path / "v/bin").mkdir(parents=True)
        for name in ("bin/python", ".ready-embed"):
            (tmp_path / "v" / name).touch()
        assert "pip" not in self.dry("env", f"VENV={tmp_path}/v")

    def test_every_target_that_help_names_is_there(self):
        shown = self.make("help")
        targets = re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE)
        assert {"env", "serve", "test", "test-browser", "check", "bench"} <= set(targets)
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def test_nothing_names_a_machine_or_a_registry():
    """Paths of somebody's home and addresses of package registries have no place in the project."""
    pattern = re.compile(rb"/home/[a-z]+/|/root/|-(?:index)-url|-find-links")
    own = str(Path(__file__).relative_to(ROOT))
    found = [name for name in tracked(".") if name != own and pattern.search((ROOT / name).read_bytes())]
    assert found == []
