"""`ingest`: raw documents in, a draft policy folder out, written as a whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.clauses import KEY
from corpus.ingest.clean import Doubtful, Removed, clean
from corpus.ingest.facts import facts_of, hints_of
from corpus.ingest.files import awards_yaml, clauses_md, policy_yaml, terms_yaml
from corpus.ingest.gaps import Gap
from corpus.ingest.read import IngestError, read
from corpus.ingest.review import Source, review_md
from corpus.ingest.segment import segment


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft policy folder, and what was done to the sources on the way."""

    folder: Path
    files: tuple[str, ...]
    clauses: int
    headings: int
    characters: int
    kept: int
    removed: tuple[Removed, ...]  # fragments
    tail: tuple[Removed, ...]  # foreign links at the end
    doubtful: tuple[Doubtful, ...]
    gaps: tuple[Gap, ...]


def ingest(files: Sequence[Path], policy_id: str, out: Path, *, force: bool = False) -> Draft:
    """Read, clean and cut up `files`, and write the draft folder `out`; it is replaced only with `force`."""
    if not KEY.match(policy_id):
        raise IngestError(f"{policy_id!r} is no policy id: use lower-case letters, digits, - and _ (such as binhai-chips-2025)")
    if not files:
        raise IngestError("no file to ingest: name one or more .txt, .md or .html files")
    if out.is_symlink() or (out.exists() and (not force or not out.is_dir())):
        raise IngestError(f"{out}: exists already; choose another folder or another policy id, or say --force to replace it")
    documents = [read(path) for path in files]
    sources, taken = [], set[str]()
    for document in documents:
        cleaned = clean(document.text, document.kind == "markdown")
        sources.append(Source(document, cleaned, segment(cleaned, taken)))
    segments = [one for source in sources for one in source.segments]
    if not taken:
        raise IngestError(f"{files[0]}: no sentence was found that could be a clause; give the article or the policy text itself")
    facts, hints = facts_of(segments), hints_of(segments)
    texts = {
        "policy.yaml": policy_yaml(policy_id, facts, documents),
        "clauses.md": clauses_md(facts, [(source.document, source.segments) for source in sources]),
        "awards.yaml": awards_yaml(hints),
        "terms.yaml": terms_yaml(hints),
        "REVIEW.md": review_md(policy_id, sources, hints),
    }
    write_folder(out, texts)
    removed = [one for source in sources for one in source.cleaned.removed]
    return Draft(
        folder=out,
        files=tuple(texts),
        clauses=len(taken),
        headings=sum(one.kind == "heading" for one in segments),
        characters=sum(len(source.cleaned.source) for source in sources),
        kept=sum(len(source.cleaned.text) for source in sources),
        removed=tuple(one for one in removed if one.reason == "fragment"),
        tail=tuple(one for one in removed if one.reason == "tail"),
        doubtful=tuple(one for source in sources for one in source.cleaned.doubtful),
        gaps=tuple(one for source in sources for one in source.cleaned.gaps),
    )


def write_folder(out: Path, texts: dict[str, str]) -> None:
    """Write all texts into a new folder beside `out` and put it in place by renaming; a failure leaves `out` as it was."""
    made = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8", newline="\n")
        made.chmod(0o755)
        old = made.with_name(made.name + ".old") if out.exists() else None
        if old:
            out.rename(old)
        try:
            made.rename(out)
        except OSError:
            if old:
                old.rename(out)
            raise
        if old:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if made:
            shutil.rmtree(made, ignore_errors=True)
        raise IngestError(f"{out}: cannot be written ({error.strerror or error}); choose another folder") from None
