"""Reading raw documents: every encoding that occurs, and one clear sentence for what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import HuiceError
from corpus.ingest.read import MAX_BYTES, MAX_CHARACTERS, read

TEXT = "测试区奖励办法\n企业每年最高奖励100万元。\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found_from_the_bytes(tmp_path: Path, encoding: str, named: str) -> None:
    """A file says nowhere how it is encoded; the text comes out the same, without a byte-order mark."""
    file = tmp_path / "page.txt"
    file.write_bytes(TEXT.encode(encoding))
    document = read(file)
    assert document.text == TEXT
    assert document.encoding == named


def test_line_ends_are_made_equal(tmp_path: Path) -> None:
    """Windows and old Mac line ends become one character, so that positions mean the same everywhere."""
    file = tmp_path / "page.txt"
    file.write_bytes("标题文字\r\n第一行。\r第二行。\n".encode())
    assert read(file).text == "标题文字\n第一行。\n第二行。\n"


def test_a_saved_web_page_yields_its_article(tmp_path: Path) -> None:
    """Markup, scripts and navigation go; the article's sentences and its title stay; the declared charset is used."""
    sentence = "<p>第{0}条规定,符合条件的企业可以申请补贴,单个企业每年最高补贴{0}0万元,申请时间以通知为准。</p>"
    sentences = "".join(sentence.format(number) for number in range(1, 8))
    page = (
        '<html><head><meta charset="gb2312"><title>测试区补贴新政公布</title><script>var a=1;</script></head>'
        "<body><nav><a href='/a'>首页</a><a href='/b'>新闻</a></nav>"
        f"<article><h1>测试区补贴新政公布</h1>{sentences}</article></body></html>"
    )
    file = tmp_path / "page.html"
    file.write_bytes(page.encode("gb18030"))
    document = read(file)
    assert document.kind == "html"
    assert document.text.startswith("测试区补贴新政公布\n")
    assert all(f"最高补贴{n}0万元" in document.text for n in range(1, 8))
    assert "var a" not in document.text
    assert "<p>" not in document.text


def _bad(folder: Path) -> dict[str, Path]:
    files = {
        "empty": b"",
        "blank": b" \n\t\n",
        "nul": b"\x00\x01\x02" * 400,
        "noise": bytes(range(128, 256)) * 40,
        "pdf": b"%PDF-1.7\n1 0 obj",
        "word": b"PK\x03\x04" + b"x" * 100,
        "marks": "。。。,,,\n!!!\n".encode(),
        "long": ("奖励" * (MAX_CHARACTERS // 2) + "多").encode(),
        "huge": b"a" * (MAX_BYTES + 1),
    }
    paths = {}
    for name, content in files.items():
        paths[name] = folder / f"{name}.txt"
        paths[name].write_bytes(content)
    (folder / "page.html").write_text("<html><body></body></html>", encoding="utf-8")
    return {**paths, "folder": folder, "missing": folder / "missing.txt", "nul name": folder / "a\0b.txt", "html": folder / "page.html"}


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("empty", "is empty"), ("blank", "is empty"), ("nul", "neither UTF-8"), ("noise", "neither UTF-8"),
        ("pdf", "a PDF"), ("word", "a Word"),
        ("marks", "no text in it"), ("long", "too many"), ("huge", "too many"), ("folder", "is a folder"), ("missing", "no such file"),
        ("nul name", "cannot be read"), ("html", "no article"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, case: str, words: str) -> None:
    """The message names the file, says what is wrong, and is one line."""
    path = _bad(tmp_path)[case]
    with pytest.raises(HuiceError) as caught:
        read(path)
    message = str(caught.value)
    assert words in message
    assert str(path) in message
    assert "\n" not in message
