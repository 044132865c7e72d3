"""The enterprise page: a Gradio Blocks page around `Assistant.ask`; the only module that imports Gradio.

No gr.HTML and no `js=`: both evaluate text as code, which the Content-Security-Policy forbids. Cleaned Markdown blocks
carry our HTML, and one script (`static/chat.js`) hands clicks to a hidden box, the bridge. Events skip Gradio's queue:
a question is one POST and one answer.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before the import: otherwise the server asks two outside hosts
os.environ["GRADIO_RUN_HISTORY"] = "False"

import gradio as gr

from assistant.errors import ThreadError
from assistant.service import Assistant
from assistant.store import Store, Thread, Turn, Verdict
from assistant.web import render
from assistant.web.examples import examples
from assistant.web.owner import owner_of
from assistant.web.words import pick, say
from corpus.errors import HuiceError
from corpus.model import Policy

SHOWN = 30  # turns of a thread that the page shows
FRESH = 12 * 3600  # seconds after which a visit starts a new thread instead of the last one
log = logging.getLogger("huice.page")
Update = tuple[list[dict[str, str]], str, str, str, str, str]


class Chat:
    """What the page's events call; one a language. Holds nothing of any visitor."""

    def __init__(self, assistant: Assistant, store: Store, language: str) -> None:
        self.assistant, self.store, self.language = assistant, store, language

    # ------------------------------------------------------------ events

    def load(self, request: gr.Request) -> Update:
        """The visitor's last thread, or a fresh one."""
        owner = owner_of(request.cookies, request.session_hash or "")
        recent = [thread for thread in self.store.threads(owner, limit=1) if time.time() - thread.used < FRESH]
        return self.view(owner, recent[0].id if recent else "")

    def ask(self, text: str, thread: str, request: gr.Request) -> Update:
        """One question from the box."""
        owner = owner_of(request.cookies, request.session_hash or "")
        return self._ask(owner, text, thread) if text and text.strip() else self.view(owner, thread)

    def act(self, message: str, thread: str, request: gr.Request) -> Update:
        """What the script handed over: `{"do": …}`."""
        owner = owner_of(request.cookies, request.session_hash or "")
        try:
            action = json.loads(message)
            done = self._actions()[action["do"]]
        except (ValueError, KeyError, TypeError):
            return self.view(owner, thread)
        return done(owner, thread, action)

    def _actions(self) -> dict[str, Callable[[str, str, Mapping[str, Any]], Update]]:
        return {
            "ask": lambda owner, thread, action: self._ask(owner, str(action.get("text", "")), thread),
            "set": self._set,
            "answer": self._answer,
            "new": lambda owner, thread, action: self.view(owner, ""),
            "open": lambda owner, thread, action: self.view(owner, str(action.get("thread", ""))),
            "rate": self._rate,
            "forget": self._forget,
        }

    # ------------------------------------------------------------ what they do

    def _ask(self, owner: str, text: str, thread: str) -> Update:
        thread = thread if self.store.owned(thread, owner) else self.assistant.new_thread()
        try:
            self.assistant.ask(text, thread, owner=owner)
        except ThreadError:
            return self.view(owner, "", say("foreign_thread", self.language))
        except HuiceError as error:
            return self.view(owner, thread, str(error))
        except Exception:  # the last line of defence: a person sees one sentence, the log the trace
            log.exception("a question could not be answered")
            return self.view(owner, thread, say("failed", self.language))
        return self.view(owner, thread)

    def _set(self, owner: str, thread: str, action: Mapping[str, Any]) -> Update:
        thread, trouble = self._put(owner, thread, action.get("values"))
        return self.view(owner, thread, trouble)

    def _answer(self, owner: str, thread: str, action: Mapping[str, Any]) -> Update:
        """The form for what is missing: the values are set, then said, so that the conversation goes on."""
        values = {name: value for name, value in (action.get("values") or {}).items() if str(value).strip()}
        thread, trouble = self._put(owner, thread, values)
        if trouble or not values:
            return self.view(owner, thread, trouble)
        policy = self.assistant.policy(self.assistant.state(thread, owner=owner)["policy"])
        return self._ask(owner, said(policy, values, self.language), thread)

    def _put(self, owner: str, thread: str, values: Any) -> tuple[str, str]:
        thread = thread if self.store.owned(thread, owner) else self.assistant.new_thread()
        if not isinstance(values, dict):
            return thread, ""
        try:
            self.assistant.set_inputs(thread, values, owner=owner)
        except HuiceError as error:
            log.info("value refused: %s", error)
            policy = self.assistant.policy()
            name, value = next(iter(values.items()))
            item = policy.input(name)
            label = pick(item.label, item.label_en, self.language) if item else str(name)
            return thread, say("bad_value", self.language, label=label, value=str(value)[:40]) if len(values) == 1 else str(error)
        return thread, ""

    def _rate(self, owner: str, thread: str, action: Mapping[str, Any]) -> Update:
        verdict: Verdict = "up" if action.get("verdict") == "up" else "down"
        turn = action.get("turn")
        if isinstance(turn, int) and self.store.owned(thread, owner) and any(one.id == turn for one in self.store.turns(thread)):
            self.store.mark(turn, verdict, str(action.get("reason", "")), time.time())
        return self.view(owner, thread)

    def _forget(self, owner: str, thread: str, action: Mapping[str, Any]) -> Update:
        self.assistant.forget_owner(owner)
        return self.view(owner, "", say("forgotten", self.language))

    # ------------------------------------------------------------ what is shown

    def view(self, owner: str, thread: str, notice: str = "") -> Update:
        """Everything the page shows of a thread; another browser's thread looks like none at all."""
        language, library = self.language, self.assistant.library
        known = bool(thread) and self.store.owned(thread, owner)
        turns = self.store.turns(thread)[-SHOWN:] if known else []
        state = self.assistant.state(thread, owner=owner, language=language) if known else None
        policy = self.assistant.policy(state["policy"] if state else "") if state or len(library.mains) == 1 else None
        last = turns[-1].answer if turns else None
        now = render.now_block(policy, state["calculation"], language) if state and policy else ""
        card = render.company(policy, state["known"] if state else (), language, now=now, trouble=notice)
        return (
            self._messages(turns),
            "",
            render.one_line(card),
            render.one_line(render.beside(library, last, language)),
            render.one_line(self._history(self.store.threads(owner, limit=20), thread)),
            thread if known else "",
        )

    def _messages(self, turns: Sequence[Turn]) -> list[dict[str, str]]:
        if not turns:
            return [{"role": "assistant", "content": self.welcome()}]
        found = []
        for place, turn in enumerate(turns):
            last = place == len(turns) - 1
            answer = render.answer_html(self.assistant.library, turn.answer, turn.id, self.language, last=last, rated=turn.verdict)
            found.append({"role": "user", "content": f'<div class="asked">{render.verbatim(turn.question)}</div>'})
            found.append({"role": "assistant", "content": render.one_line(answer)})
        return found

    def welcome(self) -> str:
        """What an empty conversation shows: how to ask, and questions made from the policies loaded."""
        language = self.language
        library = self.assistant.library
        titles = "".join(f"<li>{escape(pick(policy.title, policy.title_en, language))}</li>" for policy in library.mains)
        asked = "".join(render.suggestion(text) for text in examples(library, language))
        return (
            f'<div class="welcome"><p class="lead">{say("welcome", language)}</p><p>{say("welcome_how", language)}</p>'
            f'<ul class="policies">{titles}</ul><h3>{say("examples", language)}</h3><div class="next">{asked}</div></div>'
        )

    def _history(self, threads: Sequence[Thread], current: str) -> str:
        language = self.language

        def here(thread: Thread) -> str:
            return " current" if thread.id == current else ""

        rows = "".join(
            f'<li><button class="open-thread{here(thread)}" id="open-{thread.id}">{escape(thread.title)}</button></li>'
            for thread in threads
            if thread.title
        )
        listed = f"<ul>{rows}</ul>" if rows else f'<p class="quiet">{say("no_history", language)}</p>'
        kept = say("kept", language, days=self.assistant.settings.retention_days)
        return (
            f'<details class="history"><summary>{say("history", language)}</summary>{listed}<p class="quiet">{kept}</p>'
            f'<button class="forget">{say("forget", language)}</button></details>'
        )


def said(policy: Policy, values: Mapping[str, Any], language: str) -> str:
    """Values from a form as a sentence, so that the transcript shows what was said."""
    parts = []
    for name, value in values.items():
        item = policy.input(name)
        if item is None:
            continue
        label, word = pick(item.label, item.label_en, language), str(value).strip()
        if item.kind == "boolean":
            word = say("yes" if word == "true" else "no", language)
        elif item.kind == "choice":
            word = render.written(item, word, language)
        parts.append(f"{label}: {word}" if language == "en" else f"{label}：{word}")
    return ("; " if language == "en" else "；").join(parts)


def header(language: str) -> str:
    """The head of the page: name, sections, the other language."""
    other = "/" if language == "en" else "/en/"
    here, tail = ("/en/", "?lang=en") if language == "en" else ("/", "")
    links = ((f"/checkup{tail}", "nav_checkup"), (f"/desk{tail}", "nav_desk"), (other, "other_language"))
    rest = "".join(f'<a href="{address}">{say(key, language)}</a>' for address, key in links)
    return (
        f'<div class="masthead"><p class="brand"><strong>{say("brand", language)}</strong><span>{say("tagline", language)}</span></p>'
        f'<nav><a class="here" href="{here}">{say("nav_chat", language)}</a>{rest}</nav></div>'
    )


def build(assistant: Assistant, store: Store, language: str) -> gr.Blocks:
    """The page in one language."""
    chat = Chat(assistant, store, language)
    title = f"{say('brand', language)} · {say('tagline', language)}"
    bare: dict[str, Any] = {"container": False, "latex_delimiters": []}
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(header(language), elem_id="head", container=False)
        with gr.Row(elem_id="main", equal_height=False):
            with gr.Column(scale=7, min_width=280, elem_id="talk"):
                with gr.Row(elem_id="tools"):
                    fresh = gr.Button(say("new_thread", language), elem_id="new", size="sm", min_width=90)
                    history = gr.Markdown(elem_id="history", **bare)
                shown = gr.Chatbot(
                    show_label=False, label=say("nav_chat", language), elem_id="chat", buttons=[], feedback_options=None,
                    allow_tags=False, latex_delimiters=[], height=None, layout="bubble", autoscroll=False, group_consecutive_messages=False,
                )  # fmt: skip
                with gr.Row(elem_id="compose", equal_height=True):
                    box = gr.Textbox(
                        label=say("ask_label", language), placeholder=say("ask_hint", language), show_label=True,
                        lines=1, max_lines=6, scale=8, min_width=160, elem_id="box", autofocus=True,
                    )  # fmt: skip
                    send = gr.Button(say("send", language), elem_id="send", variant="primary", scale=1, min_width=76)
                gr.Markdown(f'<p class="quiet">{say("footer", language)}</p>', elem_id="foot", container=False)
            with gr.Column(scale=4, min_width=280, elem_id="side"):
                company = gr.Markdown(elem_id="company", **bare)
                basis = gr.Markdown(elem_id="basis", **bare)
        thread = gr.Textbox(elem_id="thread", visible="hidden", show_label=False)
        bridge = gr.Textbox(elem_id="bridge", visible="hidden", show_label=False)
        go = gr.Button("·", elem_id="go", visible="hidden")
        outputs = [shown, box, company, basis, history, thread]
        plain: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        page.load(chat.load, None, outputs, **plain)
        box.submit(chat.ask, [box, thread], outputs, **plain)
        send.click(chat.ask, [box, thread], outputs, **plain)
        go.click(chat.act, [bridge, thread], outputs, **plain)
        fresh.click(lambda: None, None, None, **plain)
    return page


def theme() -> Any:
    """System fonts only, and one accent colour."""
    fonts = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif"]
    mono = ["ui-monospace", "Consolas", "monospace"]
    return gr.themes.Base(primary_hue="blue", neutral_hue="slate", radius_size="sm", font=fonts, font_mono=mono)


HEAD = '<link rel="stylesheet" href="/ui/base.css"><link rel="stylesheet" href="/ui/chat.css"><script defer src="/ui/chat.js"></script>'


def mount_pages(app: Any, assistant: Assistant, store: Store) -> Any:
    """Both languages mounted on an application: English at /en/, Chinese at /."""
    for language, path in (("en", "/en"), ("zh", "/")):
        app = gr.mount_gradio_app(
            app, build(assistant, store, language), path=path, theme=theme(), head=HEAD, footer_links=[], run_history=False, ssr_mode=False,
            show_error=False, max_file_size=1, enable_monitoring=False, mcp_server=False,
        )  # fmt: skip
    return app
