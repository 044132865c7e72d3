"""Raw documents as bytes → text with its encoding known; whatever cannot be read is said in one sentence.

Plain text and Markdown are taken as they are, so that every character of the source can be accounted for.
A saved web page goes through trafilatura, which finds the article in the markup; nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import HuiceError

MAX_BYTES = 4_000_000
MAX_CHARACTERS = 120_000
_HTML = (".html", ".htm", ".xhtml")
_PLAIN = (".txt", ".md", ".markdown", ".text", "")
_KNOWN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")


class IngestError(HuiceError):
    """A document cannot be ingested; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source text and what its file says about it."""

    name: str
    text: str  # line ends are \\n
    encoding: str
    kind: str  # text, markdown, html
    author: str = ""
    date: str = ""
    outlet: str = ""


def read(path: Path) -> Document:
    """The document in this file; IngestError where there is none that can be read."""
    content = _bytes(path)
    kind = _kind(path, content)
    text, encoding = _decoded(path, content, kind)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = _from_html(path, text, encoding) if kind == "html" else Document(path.name, text, encoding, kind)
    if not re.search(r"[\u4e00-\u9fffA-Za-z]", document.text):
        raise IngestError(f"{path}: there is no text in it; give a file with the article or the policy in words")
    size = len(document.text)
    if size > MAX_CHARACTERS:
        raise IngestError(f"{path}: {size:,} characters are too many (at most {MAX_CHARACTERS:,}); split it into one file a document")
    return document


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise IngestError(f"{path}: is a folder; name the files in it")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise IngestError(f"{path}: {size:,} bytes are too many (at most {MAX_BYTES:,}); split it into one file a document")
        if not path.is_file():
            raise IngestError(f"{path}: is no ordinary file; save the document to one first")
        content = path.read_bytes()
    except FileNotFoundError:
        raise IngestError(f"{path}: there is no such file; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IngestError(f"{path}: cannot be read ({reason}); check the path and its permissions") from None
    if not content.strip():
        raise IngestError(f"{path}: is empty; give a file with the article or the policy in it")
    return content


def _kind(path: Path, content: bytes) -> str:
    for magic, name in _KNOWN.items():
        if content.startswith(magic):
            raise IngestError(f"{path}: is {name}, not text; save it as .txt, .md or .html first")
    suffix = path.suffix.lower()
    if suffix in _HTML or (suffix not in (".md", ".markdown") and re.match(rb"\s*(<!doctype html|<html)", content[:2000], re.I)):
        return "html"
    return "markdown" if suffix in (".md", ".markdown") else "text"


def _decoded(path: Path, content: bytes, kind: str) -> tuple[str, str]:
    """The text and its encoding: a byte-order mark or the page's own word first, then UTF-8, then GB 18030."""
    tries = [name for mark, name in _MARKS if content.startswith(mark)]
    if kind == "html" and (declared := _CHARSET.search(content[:4000])):
        name = declared[1].decode("ascii").lower()
        tries.append("gb18030" if name in ("gb2312", "gbk", "gb18030") else name)
    for encoding in [*tries, "utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError, UnicodeError):
            continue
        if _plausible(text):
            return text.removeprefix("\ufeff"), encoding.removesuffix("-sig")
    raise IngestError(f"{path}: is neither UTF-8 nor GB 18030 text (or no text at all); save it as UTF-8")


def _plausible(text: str) -> bool:
    """Text that a person may have written: hardly any control characters, and Han characters that are in use."""
    if len(_CONTROL.findall(text)) > len(text) / 1000:
        return False
    odd = sum("\ue000" <= char <= "\uf8ff" or "\u3400" <= char <= "\u4dbf" or char >= "\U00020000" for char in text)
    return odd <= len(text) / 50


def _from_html(path: Path, markup: str, encoding: str) -> Document:
    from trafilatura import bare_extraction  # 0.5 s, and needed for web pages only

    try:
        found = bare_extraction(markup, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True)
    except Exception as error:  # whatever a parser of strangers' markup may raise
        raise IngestError(f"{path}: no article was found in this page ({type(error).__name__}); save its text as .txt") from None
    fields = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    body = (fields.get("text") or "").strip()
    if not body:
        raise IngestError(f"{path}: no article was found in this page; save its text as .txt")
    title = (fields.get("title") or "").strip()
    text = body if not title or body.startswith(title) else f"{title}\n{body}"
    return Document(path.name, text, encoding, "html", fields.get("author") or "", fields.get("date") or "", fields.get("sitename") or "")
