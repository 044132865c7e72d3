"""The hotline desk: a plain page and the REST it types against. Search while typing never waits for Gradio's queue.

On loopback the desk is open to whoever sits at the machine. Anywhere else, or behind a proxy, it asks for a login.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import NoSuchThread, UsageError
from assistant.service import Assistant
from assistant.store import VERDICTS, Store, Turn
from assistant.users import Locked, Users, users_file
from assistant.web import calls
from assistant.web.calls import Call, Calls
from assistant.web.casework import read
from assistant.web.checkup import form_values, placeholder
from assistant.web.pages import page_language, render
from assistant.web.ready import find
from assistant.web.render import body, chips, source_label, typeset, written
from assistant.web.security import is_loopback
from assistant.web.words import KEYS, pick
from corpus.award.book import book
from corpus.award.calculate import calculate
from corpus.award.explain import award_lines, headline
from corpus.errors import HuiceError

SESSION = "huice_desk"
CLAUSES, PAST = 5, 3
QUERY = 200
REMEMBERED = 5000  # searches; many callers ask the same, letter by letter
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
LOCAL_AGENT = "local"


class Refused(Exception):
    """Nobody is logged in."""


class Desk:
    """What the desk's addresses do."""

    def __init__(self, assistant: Assistant, store: Store) -> None:
        self.assistant, self.store = assistant, store
        home = assistant.settings.home
        self.users = Users(users_file(home))
        self.calls = Calls(home / "calls.db")
        self._found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    # ------------------------------------------------------------ who

    def agent(self, request: Request) -> str:
        """The agent's name; Refused when a login is needed and there is none."""
        name = self.users.user_of(request.cookies.get(SESSION, ""), time.time())
        if name:
            return name
        if at_this_machine(request):
            return LOCAL_AGENT
        raise Refused

    def owner(self, agent: str) -> str:
        """The owner of an agent's threads."""
        return f"desk:{agent}"

    # ------------------------------------------------------------ finding

    def suggest(self, query: str, language: str, agent: str) -> list[dict[str, Any]]:
        """Ready questions, clauses and the agent's past answers for what was typed so far."""
        past = [{"kind": "past", "id": turn.id, "title": turn.question, "text": spoken(turn.answer)} for turn in self._past(query, agent)]
        key = (self.assistant.library.hash, language, query.strip().lower())
        if key not in self._found:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[key] = self._look(query, language)
        return self._found[key] + past

    def _look(self, query: str, language: str) -> list[dict[str, Any]]:
        """Ready questions and clauses: the same for every agent under one version of the policies."""
        library = self.assistant.library
        found: list[dict[str, Any]] = [
            {"kind": "ready", "id": one.question, "title": one.question, "text": ""} for one in find(library, query, language)
        ]
        for hit in self.assistant.search(query, CLAUSES):
            clause = library.clause(hit.clause)
            text = pick(clause.text, clause.text_en, language).strip() if language == "en" else hit.text.strip()
            title = pick(clause.title, clause.title_en, language)
            spans = [list(span) for span in hit.highlights] if language != "en" else []
            found.append({"kind": "clause", "id": hit.clause, "title": title, "text": text, "highlights": spans})
        return found

    def _past(self, query: str, agent: str) -> list[Turn]:
        words = query.strip().lower()
        if len(words) < 2:
            return []
        found: dict[str, Turn] = {}
        for thread in self.store.threads(self.owner(agent), limit=20):
            for turn in self.store.turns(thread.id):
                if words in turn.question.lower() and turn.verdict != "down" and turn.answer.get("status") == "answered":
                    found.setdefault(turn.question, turn)
        return list(found.values())[:PAST]

    def clause(self, name: str, language: str) -> dict[str, Any]:
        """One clause as the desk shows it: its first sentence to speak, its text, whose words they are."""
        library = self.assistant.library
        clause = library.clause(name)
        text = pick(clause.text, clause.text_en, language).strip()
        first = text.split(". ")[0] if language == "en" else text.split("。")[0] + "。"
        return {
            "title": pick(clause.title, clause.title_en, language),
            "speakable": typeset(first),
            "text": typeset(text),
            "label": source_label(library, clause.policy, language),
            "clause": clause.id,
        }

    # ------------------------------------------------------------ answering

    def ask(self, agent: str, question: str, thread: str) -> dict[str, Any]:
        """One question in this call's thread."""
        owner = self.owner(agent)
        thread = thread if thread and self.store.owned(thread, owner) else self.assistant.new_thread()
        answer = self.assistant.ask(question, thread, owner=owner)
        turn = self.store.turns(thread)[-1]
        return self.shown(turn) | {"thread": thread, "latency_ms": answer.latency_ms, "known": self.known(thread, owner, answer.language)}

    def shown(self, turn: Turn) -> dict[str, Any]:
        """A turn as the desk shows it."""
        answer, library = turn.answer, self.assistant.library
        language = answer.get("language", "zh")
        policy = next((one for one in library.policies if one.id == answer.get("policy")), None)
        missing = [item for name in answer.get("ask_for", ()) if policy and (item := policy.input(name))]
        return {
            "turn": turn.id,
            "question": turn.question,
            "status": answer["status"],
            "speakable": spoken(answer),
            "ask_next": pick(missing[0].ask, missing[0].ask_en, language) if missing else "",
            "clauses": [citation["title"] for citation in answer.get("citations", ())],
            "html": body(answer) + chips(library, answer, language),
            "suggestions": [typeset(text) for text in answer.get("suggestions", ())],
            "verdict": turn.verdict,
        }

    def known(self, thread: str, owner: str, language: str) -> list[list[str]]:
        """What is known in this call, as label and value."""
        state = self.assistant.state(thread, owner=owner, language=language)
        policy = self.assistant.policy(state["policy"])
        found = []
        for row in state["known"]:
            item = policy.input(row["input"])
            found.append([row["label"], written(item, row["value"], language) if item else str(row["value"])])
        return found

    def compute(self, policy_id: str, award: str, typed: Mapping[str, str], language: str) -> dict[str, Any]:
        """The calculator beside: headline first, the trace, what to ask next."""
        policy = self.assistant.policy(policy_id)
        good, bad = read(policy, typed, language)
        if not good and bad:
            return {"errors": bad, "headline": "", "lines": [], "ask_next": ""}
        calculation = calculate(policy, [award], good)
        result = calculation.awards[0]
        missing = policy.input(result.missing[0]) if result.missing else None
        title = next((pick(one.title, one.title_en, language) for one in policy.awards if one.id == result.award), award)
        return {
            "errors": bad,
            "headline": f"{title}: {headline(result, language)}" if language == "en" else f"{title}：{headline(result, language)}",
            "lines": [typeset(line.strip()) for line in award_lines(policy, result, language)[1:]],
            "ask_next": pick(missing.ask, missing.ask_en, language) if missing else "",
        }

    def close_call(self, agent: str, thread: str, note: str, outcome: str, language: str) -> str:
        """Keep the call's note; the work order as text."""
        owner = self.owner(agent)
        if not self.store.owned(thread, owner):
            raise NoSuchThread("ask a question first: a call without one has nothing to note")
        if outcome not in calls.OUTCOMES:
            raise UsageError(f"the outcome is one of {', '.join(calls.OUTCOMES)}")
        call = Call(thread, agent, note, outcome, time.time())
        self.calls.keep(call)
        self.calls.prune(call.at - self.assistant.settings.retention_days * 86_400)
        rows = [(label, value) for label, value in self.known(thread, owner, language)]
        return calls.work_order(call, self.store.turns(thread), rows, language)

    def mark(self, agent: str, turn: int, verdict: str, reason: str) -> None:
        """A verdict on one of the agent's own turns."""
        if (given := VERDICTS.get(verdict)) is None:
            raise UsageError("the verdict is up, down or unanswered")
        owner = self.owner(agent)
        for thread in self.store.threads(owner, limit=200):
            if any(one.id == turn for one in self.store.turns(thread.id)):
                self.store.mark(turn, given, reason, time.time())
                return
        raise NoSuchThread("there is no such answer in your calls")


def spoken(answer: Mapping[str, Any]) -> str:
    """The sentence to read out."""
    text = str(answer.get("speakable") or str(answer.get("answer", "")).split("\n")[0])
    return typeset(text.replace("**", ""))


def at_this_machine(request: Request) -> bool:
    """Whether server and browser are on this machine with nothing in between."""
    server = (request.scope.get("server") or ("",))[0]
    client = request.client.host if request.client else ""
    host = (request.url.hostname or "").strip("[]")
    through = any(name in request.headers for name in FORWARDED)
    return is_loopback(server) and is_loopback(client) and is_loopback(host) and not through


def forms(assistant: Assistant, language: str) -> list[dict[str, Any]]:
    """A form an award: the inputs that decide it, in the policy's order."""
    found = []
    for policy in assistant.library.mains:
        prepared = book(policy)
        for award in policy.awards:
            names = (*prepared.amount_inputs[award.id], *prepared.conditions[award.id])
            inputs = [item for item in policy.inputs if item.id in names]
            found.append({"policy": policy.id, "award": award, "inputs": inputs, "title": pick(award.title, award.title_en, language)})
    return found


# ---------------------------------------------------------------- addresses


def routes(assistant: Assistant) -> APIRouter:
    """Every address of the desk."""
    assert assistant.store is not None
    desk = Desk(assistant, assistant.store)
    router = APIRouter()

    def error(status: int, text: str) -> Response:
        return JSONResponse({"error": text}, status_code=status)

    async def work(request: Request, function: Any) -> Response:
        """Run for whoever is logged in; every failure is one sentence."""
        try:
            agent = desk.agent(request)
            given = await body_of(request) if request.method == "POST" else {}
            return JSONResponse(await run_in_threadpool(function, agent, given))
        except Refused:
            return error(401, "log in first: /desk/login")
        except NoSuchThread as problem:
            return error(404, str(problem))
        except HuiceError as problem:
            return error(400, str(problem))

    @router.get("/desk")
    async def page(request: Request) -> Response:
        language = page_language(request)
        try:
            agent = desk.agent(request)
        except Refused:
            return RedirectResponse(f"/desk/login?lang={language}", 303)
        other = "/desk" if language == "en" else "/desk?lang=en"
        html = await run_in_threadpool(
            render, "desk.html.j2", language, here="desk", other=other, agent=agent, forms=forms(assistant, language),
            placeholder=lambda item: placeholder(item, language), outcomes=calls.OUTCOME_WORDS, local=agent == LOCAL_AGENT,
            keys=[(key, english if language == "en" else chinese) for key, chinese, english in KEYS],
        )  # fmt: skip
        return HTMLResponse(html)

    @router.get("/desk/login")
    async def login(request: Request) -> Response:
        return HTMLResponse(render("login.html.j2", page_language(request), here="desk", other="/desk/login", trouble="", name=""))

    @router.post("/desk/login")
    async def enter(request: Request) -> Response:
        values = await form_values(request)
        language = "en" if values.get("lang") == "en" else "zh"
        name, address = values.get("name", ""), request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(desk.users.enter, name, values.get("password", ""), address, time.time())
            trouble = "" if token else ("Name or password is wrong." if language == "en" else "用户名或密码不对。")
        except Locked:
            token, trouble = "", "Too many wrong passwords: wait 15 minutes." if language == "en" else "密码多次输错，请15分钟后再试。"
        if not token:
            html = render("login.html.j2", language, here="desk", other="/desk/login", trouble=trouble, name=name)
            return HTMLResponse(html, status_code=401)
        response = RedirectResponse("/desk" + ("?lang=en" if language == "en" else ""), 303)
        secure = request.url.scheme == "https"
        response.set_cookie(SESSION, token, max_age=12 * 3600, path="/desk", httponly=True, samesite="strict", secure=secure)
        return response

    @router.post("/desk/logout")
    async def leave(request: Request) -> Response:
        await run_in_threadpool(desk.users.leave, request.cookies.get(SESSION, ""))
        response = RedirectResponse("/desk/login", 303)
        response.delete_cookie(SESSION, path="/desk")
        return response

    @router.get("/desk/api/suggest")
    async def suggest(request: Request) -> Response:
        query, language = request.query_params.get("q", "")[:QUERY], page_language(request)
        return await work(request, lambda agent, given: {"hits": desk.suggest(query, language, agent) if query.strip() else []})

    @router.get("/desk/api/clause")
    async def clause(request: Request) -> Response:
        name, language = request.query_params.get("id", ""), page_language(request)
        return await work(request, lambda agent, given: desk.clause(name, language))

    @router.get("/desk/api/turn/{turn}")
    async def turn(request: Request, turn: int) -> Response:
        def show(agent: str, given: dict[str, Any]) -> dict[str, Any]:
            for thread in desk.store.threads(desk.owner(agent), limit=200):
                for one in desk.store.turns(thread.id):
                    if one.id == turn:
                        return desk.shown(one)
            raise NoSuchThread("there is no such answer in your calls")

        return await work(request, show)

    @router.post("/desk/api/ask")
    async def ask(request: Request) -> Response:
        return await work(request, lambda agent, given: desk.ask(agent, text_of(given, "question"), text_of(given, "thread")))

    @router.post("/desk/api/calc")
    async def calc(request: Request) -> Response:
        def compute(agent: str, given: dict[str, Any]) -> dict[str, Any]:
            typed = {str(name): str(value)[:200] for name, value in dict(given.get("inputs") or {}).items()}
            return desk.compute(text_of(given, "policy"), text_of(given, "award"), typed, text_of(given, "language") or "zh")

        return await work(request, compute)

    @router.post("/desk/api/mark")
    async def mark(request: Request) -> Response:
        def done(agent: str, given: dict[str, Any]) -> dict[str, Any]:
            number = given.get("turn")
            if not isinstance(number, int):
                raise UsageError("turn is a number")
            desk.mark(agent, number, text_of(given, "verdict"), text_of(given, "reason"))
            return {"done": True}

        return await work(request, done)

    @router.post("/desk/api/call")
    async def call(request: Request) -> Response:
        def done(agent: str, given: dict[str, Any]) -> dict[str, Any]:
            language = text_of(given, "language") or "zh"
            text = desk.close_call(agent, text_of(given, "thread"), text_of(given, "note"), text_of(given, "outcome"), language)
            return {"text": text}

        return await work(request, done)

    @router.get("/desk/api/open.{suffix}")
    async def exported(request: Request, suffix: str) -> Response:
        try:
            desk.agent(request)
        except Refused:
            return error(401, "log in first: /desk/login")
        if suffix not in ("csv", "jsonl"):
            return error(404, "open.csv and open.jsonl are there")
        if suffix == "csv":
            text, media = await run_in_threadpool(calls.as_csv, desk.store), "text/csv; charset=utf-8"
        else:
            text, media = await run_in_threadpool(lambda: calls.as_jsonl(calls.open_cases(desk.store))), "application/jsonl; charset=utf-8"
        return PlainTextResponse(text, media_type=media, headers={"content-disposition": f'attachment; filename="open-questions.{suffix}"'})

    return router


async def body_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object; UsageError otherwise."""
    try:
        given = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as problem:
        raise UsageError("the body is no JSON") from problem
    if not isinstance(given, dict):
        raise UsageError("the body is no JSON object")
    return given


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A text field of a body; empty when it is missing."""
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{name} is no text")
    return value
