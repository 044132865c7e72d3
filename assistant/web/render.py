"""From an Answer to the HTML a person reads: conclusion first, sums, clauses as chips, what to ask next.

Everything that came from a person or a policy is escaped here; Markdown is read with raw HTML switched off. The page
cleans it a second time in the browser, which drops `data-` and `aria-` attributes: classes and ids carry what scripts need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from markdown_it import MarkdownIt

from assistant.web.words import pick, say
from corpus.award.result import plain
from corpus.load import Library
from corpus.model import Input, Policy
from corpus.numbers.written import format_yuan

_BASIS = ("依据", "Basis", "Clauses", "Source", "Sources")
_BLANK = re.compile(r"\n\s*\n")
_NOTICE_BREAK = re.compile(r"\n{2,}")


_HAN = "\u3400-\u9fff\u300a\u300b\u300c\u300d\u201c\u201d\uff08\uff09"
_HALF = re.compile(rf"(?<=[{_HAN}%])[,:;?!](?=[{_HAN}])|(?<=[{_HAN}])[,:;?!](?=[{_HAN}\d]|$)", re.MULTILINE)
_WIDE = str.maketrans(",:;?!", "\uff0c\uff1a\uff1b\uff1f\uff01")


def typeset(text: str) -> str:
    """Chinese text with full-width punctuation between Chinese characters, as print has it; nothing else is changed."""
    return _HALF.sub(lambda match: match.group().translate(_WIDE), text)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(["image", "link", "autolink"])


@lru_cache(maxsize=2048)
def markdown(text: str) -> str:
    """Markdown as HTML without raw HTML, links or images. Remembered: a thread's earlier answers are shown at every turn."""
    return str(_reader().render(typeset(text)))


def verbatim(text: str) -> str:
    """A person's own words: no tag, and no line end after which the page would read Markdown again."""
    return escape(text).replace("\r", "").replace("\n", "&#10;")


def one_line(html: str) -> str:
    """HTML without blank lines: after one, the page would read the rest as Markdown."""
    return _BLANK.sub("&#10;", html)


def slug(clause: str) -> str:
    """An id that a clause has on the page."""
    return "clause-" + re.sub(r"[^A-Za-z0-9-]", "-", clause)


def highlighted(quote: str, figures: Sequence[str]) -> str:
    """The quote, escaped, with the figures that the answer took from it marked."""
    found = escape(typeset(quote))
    words = sorted({escape(word) for word in figures if word}, key=len, reverse=True)
    if not words:
        return found
    pattern = re.compile("|".join(rf"(?<![\d.]){re.escape(word)}" for word in words))
    return pattern.sub(lambda match: f"<mark>{match.group()}</mark>", found)


def source_label(library: Library, policy_id: str, language: str) -> str:
    """Whose words a quote is: a summary after this outlet, not the original text; with date and trust."""
    source = library.policy(policy_id).source
    outlet = pick(source.outlet, source.outlet_en, language)
    kind = pick(source.kind, source.kind_en, language)
    label = say("quote_label", language, outlet=outlet, kind=kind)
    more = [part for part in (source.date, say(f"trust_{source.trust}", language)) if part]
    return f"{label} · {' · '.join(more)}"


def _marks(answer: Mapping[str, Any]) -> list[str]:
    return [figure["text"] for figure in answer.get("figures", ())]


def chips(library: Library, answer: Mapping[str, Any], language: str) -> str:
    """The cited clauses as chips that open on a click."""
    found = []
    for citation in answer.get("citations", ()):
        label = source_label(library, citation["source"], language)
        quote = highlighted(citation["quote"], _marks(answer))
        found.append(
            f'<details class="chip"><summary>{escape(citation["title"])}</summary><div class="chip-body">'
            f'<blockquote>{quote}</blockquote><p class="source">{escape(label)}<br>'
            f"<code>{escape(citation['clause'])}</code></p></div></details>"
        )
    return f'<div class="chips">{"".join(found)}</div>' if found else ""


def beside(library: Library, answer: Mapping[str, Any] | None, language: str) -> str:
    """The clauses of the last answer, open, for the side of a wide screen."""
    heading = f"<h2>{say('basis', language)}</h2>"
    if not answer or not answer.get("citations"):
        return f'{heading}<p class="quiet">{say("basis_empty", language)}</p>'
    found = []
    for citation in answer["citations"]:
        quote = highlighted(citation["quote"], _marks(answer))
        label = source_label(library, citation["source"], language)
        found.append(
            f'<article class="clause" id="{slug(citation["clause"])}"><h3>{escape(citation["title"])}</h3>'
            f'<blockquote>{quote}</blockquote><p class="source">{escape(label)}</p></article>'
        )
    return heading + "".join(found)


def body(answer: Mapping[str, Any]) -> str:
    """The answer's text: the first paragraph leads, the block of clauses is left to the chips, the caution is small."""
    blocks = [block for block in _NOTICE_BREAK.split(answer["answer"].strip()) if block.strip()]
    if not blocks:
        return ""
    lead, rest = blocks[0], blocks[1:]
    if answer.get("citations"):
        rest = [block for block in rest if not block.lstrip("* ").startswith(_BASIS) or not block.startswith("**")]
    parts = [f'<div class="lead">{markdown(lead)}</div>']
    for place, block in enumerate(rest):
        last = place == len(rest) - 1 and not block.startswith(("**", "- ", "|", "1."))
        parts.append(f'<div class="{"caution" if last else "block"}">{markdown(block)}</div>')
    return "".join(parts)


def answer_html(library: Library, answer: Mapping[str, Any], n: int, language: str, *, last: bool, rated: str = "") -> str:
    """One answer as the chat shows it, `language` being the page's; suggestions and the form for what is missing only on the last one."""
    status = answer["status"]
    flag = f'<p class="flag flag-{status}">{say(f"status_{status}", language)}</p>' if status != "answered" else ""
    parts = [flag, body(answer), chips(library, answer, language)]
    policy = _policy(library, answer)
    if last and policy and answer.get("ask_for") and status == "needs_info":
        parts.append(ask_form(policy, answer["ask_for"], language))
    if last and answer.get("suggestions"):
        buttons = "".join(suggestion(text) for text in answer["suggestions"])
        parts.append(f'<div class="next"><span class="quiet">{say("next", language)}</span>{buttons}</div>')
    parts.append(_rating(n, language, rated))
    return f'<div class="answer" id="turn-{n}">{"".join(parts)}</div>'


def suggestion(text: str) -> str:
    """A question to click."""
    return f'<button class="suggest">{escape(typeset(text))}</button>'


def _policy(library: Library, answer: Mapping[str, Any]) -> Policy | None:
    return next((policy for policy in library.policies if policy.id == answer.get("policy")), None)


def amount_words(award: Mapping[str, Any], language: str) -> str:
    """What a calculated award comes to, in a few words."""
    english, kind = language == "en", award.get("kind")
    if kind is None:
        most = award.get("at_most")
        if not most:
            return "not yet known" if english else "尚不能算出"
        amount = format_yuan(Decimal(most), language)
        return f"not yet known (at most {amount})" if english else f"尚不能算出(至多{amount})"
    amount = format_yuan(Decimal(award["yuan"] or 0), language)
    if kind == "none":
        return "nothing (RMB 0)" if english else "不能享受(0元)"
    if kind == "bound":
        return f"at most {amount}, part of the rule is not stated" if english else f"至多{amount}(部分标准未载明)"
    return f"up to {amount}" if english else f"最高{amount}"


def now_block(policy: Policy, calculation: Mapping[str, Any] | None, language: str) -> str:
    """The awards asked for under the values held now."""
    if not calculation or not calculation.get("awards"):
        return ""
    rows, names = [], []
    for result in calculation["awards"]:
        award = policy.award(result["award"])
        title = pick(award.title, award.title_en, language) if award else result["award"]
        rows.append(f"<li><span>{escape(title)}</span><strong>{escape(amount_words(result, language))}</strong></li>")
        names += [pick(item.label, item.label_en, language) for name in result["missing"] if (item := policy.input(name))]
    if len(rows) > 1 and calculation.get("total_yuan") is not None:
        total = amount_words({"kind": calculation.get("total_kind"), "yuan": calculation["total_yuan"]}, language)
        rows.append(f'<li class="sum"><span>{say("total", language)}</span><strong>{escape(total)}</strong></li>')
    names = list(dict.fromkeys(names))
    listed = ("; " if language == "en" else "、").join(names)
    missing = f'<p class="quiet">{escape(say("missing", language, names=listed))}</p>' if names else ""
    return f'<div class="now"><h3>{say("now", language)}</h3><ul>{"".join(rows)}</ul>{missing}</div>'


def _rating(n: int, language: str, rated: str) -> str:
    if rated:
        return f'<p class="rate quiet">{say("thanks", language)}</p>'
    return (
        f'<p class="rate"><button class="rate-helpful" id="helpful-{n}">{say("helpful", language)}</button>'
        f'<button class="rate-wrong" id="wrong-{n}">{say("not_helpful", language)}</button></p>'
    )


def ask_form(policy: Policy, names: Sequence[str], language: str) -> str:
    """A small form for the inputs still missing."""
    inputs = [item for name in names if (item := policy.input(name))]
    fields = "".join(field(item, None, language, "ask") for item in inputs)
    return f'<form class="ask-form"><h4>{say("need", language)}</h4>{fields}<button class="apply">{say("save", language)}</button></form>'


def field(item: Input, value: Any, language: str, prefix: str) -> str:
    """One input of a policy as a labelled form field, with the value it has."""
    name = f"{prefix}-{item.id}"
    label = escape(pick(item.label, item.label_en, language))
    if item.kind == "boolean":
        options = [("", say("unknown", language)), ("true", say("yes", language)), ("false", say("no", language))]
        chosen = "" if value is None else str(value).lower()
        control = _select(name, item.id, options, chosen)
    elif item.kind == "choice":
        options = [("", say("unknown", language)), *((option.id, pick(option.label, option.label_en, language)) for option in item.options)]
        control = _select(name, item.id, options, "" if value is None else str(value))
    else:
        mode = "numeric" if item.kind == "integer" else "text"
        shown = "" if value is None else written(item, value, language)
        shown = escape(shown, quote=True)
        control = f'<input id="{name}" name="{item.id}" type="text" inputmode="{mode}" autocomplete="off" value="{shown}">'
    unit = f'<span class="unit">{escape(item.unit)}</span>' if item.unit and item.kind == "integer" else ""
    return f'<div class="field"><label for="{name}">{label}</label><span class="control">{control}{unit}</span></div>'


def _select(name: str, input_id: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    found = "".join(
        f'<option value="{escape(key, quote=True)}"{" selected" * (key == chosen)}>{escape(text)}</option>' for key, text in options
    )
    return f'<select id="{name}" name="{input_id}">{found}</select>'


def written(item: Input, value: Any, language: str) -> str:
    """A value as a person writes it: amounts in 万元, shares in percent."""
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if item.kind == "choice":
        option = next((option for option in item.options if option.id == value), None)
        return pick(option.label, option.label_en, language) if option else str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if item.kind == "amount":
        return format_yuan(number, "zh") if language == "zh" else plain(number)
    if item.kind == "percent":
        return f"{format((number * 100).normalize(), 'f')}%"
    return format(number.normalize(), "f") if number else "0"


def checkup_link(policy: Policy, held: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """The check-up with the values held, behind the "#" of its address."""
    values = {}
    for item in policy.inputs:
        if item.id in held:
            value = held[item.id]["value"]
            values[item.id] = written(item, value, "zh") if item.kind in ("amount", "integer", "percent") else str(value).lower()
    query = f"?policy={policy.id}" + ("&lang=en" if language == "en" else "")
    return f'<p><a href="/checkup{escape(query)}#{urlencode(values)}">{say("to_checkup", language)}</a></p>'


def company(policy: Policy | None, known: Sequence[Mapping[str, Any]], language: str, *, now: str = "", trouble: str = "") -> str:
    """The card of what is known about the enterprise: every value editable and clearable, every other input addable."""
    heading = f"<h2>{say('company', language)}</h2>"
    error = f'<p class="trouble" id="company-trouble">{escape(trouble)}</p>' if trouble else ""
    if policy is None:
        return f'{heading}{error}<p class="quiet">{say("company_empty", language)}</p>'
    held = {row["input"]: row for row in known}
    rows = []
    for item in policy.inputs:
        if item.id not in held:
            continue
        row = held[item.id]
        notes = [say(row["relation"], language)] if row.get("relation", "exact") != "exact" else []
        notes += [say("planned", language)] if row.get("planned") else []
        note = f'<span class="note">{" · ".join(notes)}</span>' if notes else ""
        label = pick(item.label, item.label_en, language)
        what = f'{say("clear_value", language)}<span class="only-read"> {escape(label)}</span>'
        clear = f'<button class="clear" id="clear-{item.id}">{what}</button>'
        rows.append(f'<div class="known">{field(item, row["value"], language, "own")}{note}{clear}</div>')
    empty = "" if rows else f'<p class="quiet">{say("company_empty", language)}</p>'
    rest = "".join(field(item, None, language, "add") for item in policy.inputs if item.id not in held)
    form = f'<form class="add-form">{rest}<button class="apply">{say("save", language)}</button></form>'
    more = f'<details class="more"><summary>{say("add_fact", language)}</summary>{form}</details>'
    note = f'<p class="quiet">{say("company_note", language)}</p>' if rows else ""
    now += checkup_link(policy, held, language) if rows else ""
    return f'{heading}{error}{empty}<form class="known-form">{"".join(rows)}</form>{note}{now}{more if rest else ""}'
