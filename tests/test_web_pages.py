"""The pages over HTTP without a browser: what they refuse, what they escape, whose thread is whose."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.service import Assistant, open_assistant
from assistant.settings import load
from assistant.web.mount import mount
from assistant.web.security import content_policy

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
NOT_HERE = {"x-forwarded-for": "203.0.113.9"}  # a proxy in between: not this machine any more


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_assistant(load({"HUICE_HOME": str(tmp_path_factory.mktemp("home")), "HUICE_EMBED_ORIGINS": "https://portal.example"}))


@pytest.fixture(scope="module")
def app(assistant: Assistant) -> FastAPI:
    app = FastAPI()
    mount(app, assistant)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    # Without `with`: the chat page is not loaded, the plain pages need none of it.
    yield TestClient(app, base_url="http://127.0.0.1")


class TestHeaders:
    def test_own_pages_allow_nothing_inline(self, client: TestClient) -> None:
        """Check-up, desk and sheet: no inline script or style, no evaluation, no other host, framing by the setting."""
        for path in ("/checkup", "/desk", "/ui/base.css"):
            policy = client.get(path).headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "script-src 'self';" in policy
            assert "frame-ancestors 'self' https://portal.example" in policy

    def test_nothing_may_evaluate_text_anywhere(self) -> None:
        """Gradio's page has inline scripts and still no evaluation and no outside host."""
        policy = content_policy(False, ())
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert policy.endswith("frame-ancestors 'self'")

    def test_markup_holds_nothing_inline(self, client: TestClient) -> None:
        """No style attribute, no handler, no inline script in our own pages."""
        typed = {"policy": "haizhu-ai-2024", "lang": "zh", "revenue": "1.2亿", "rent": "80万", "optimization_cost": "260万"}
        for html in (client.get("/checkup").text, client.get("/desk").text, client.post("/checkup", data=typed).text):
            assert " style=" not in html
            assert " onclick=" not in html and " onerror=" not in html
            assert "<script>" not in html and "<style" not in html

    def test_cookie_is_random_and_closed_to_scripts(self, client: TestClient) -> None:
        cookie = client.get("/checkup").headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
        assert len(cookie.split("=", 1)[1].split(";")[0]) >= 32


class TestRefusals:
    def test_uploads_are_closed(self, client: TestClient) -> None:
        """Gradio leaves an upload address open to everybody; here it is not."""
        for path in ("/gradio_api/upload", "/en/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/component_server"):
            assert client.post(path, files={"files": b"x"}).status_code == 403

    def test_another_site_cannot_post(self, client: TestClient) -> None:
        answer = client.post("/desk/api/ask", json={"question": "你好"}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403

    def test_endless_bodies_are_refused(self, client: TestClient) -> None:
        assert client.post("/checkup/result", content=b"x" * 1_000_001).status_code == 413

    def test_broken_bodies_get_a_sentence(self, client: TestClient) -> None:
        for body in (b"", b"[]", b"{", b"\xff\xfe", b'{"inputs": 3}'):
            answer = client.post("/checkup/result", content=body)
            assert answer.status_code == 400 and "error" in answer.json()


class TestEscaping:
    def test_checkup_shows_what_was_typed_as_text(self, client: TestClient) -> None:
        """A script typed into every field comes back as text, in the page and in the message that refuses it."""
        names = ["revenue", "optimization_cost", "rent", "rent_year", "self_use", "promotion_investment", "talent_award"]
        html = client.post("/checkup", data={"policy": "haizhu-ai-2024", **dict.fromkeys(names, EVIL)}).text
        assert "<img" not in html and "<script>" not in html
        assert "&lt;script&gt;" in html
        answer = client.post("/checkup/result", json={"policy": "haizhu-ai-2024", "inputs": dict.fromkeys(names, EVIL)}).json()
        assert "<img" not in answer["html"]
        assert set(answer["errors"]) == set(names)

    def test_unknown_policy_is_not_reflected(self, client: TestClient) -> None:
        assert EVIL not in client.get("/checkup", params={"policy": EVIL, "lang": EVIL}).text

    def test_desk_answer_escapes_the_question(self, client: TestClient) -> None:
        found = client.post("/desk/api/ask", json={"question": f"租金100万{EVIL}能补多少？"}).json()
        assert "<script" not in found["html"] and "<img" not in found["html"]

    def test_login_name_is_escaped(self, client: TestClient) -> None:
        html = client.post("/desk/login", data={"name": '"><script>', "password": "x"}).text
        assert "<script>" not in html


class TestCheckup:
    def test_form_is_made_from_the_policy(self, client: TestClient, assistant: Assistant) -> None:
        html = client.get("/checkup").text
        assert all(f'name="{item.id}"' in html for item in assistant.policy().inputs)

    def test_result_sums_and_says_how_far(self, client: TestClient) -> None:
        """260万 × 50% = 130万 (filing done); revenue of 1500万 is 500万 short of the rent subsidy's 2000万."""
        inputs = {"optimization_cost": "260万", "has_filing": "true", "revenue": "1500万", "rent": "80万"}
        html = client.post("/checkup/result", json={"policy": "haizhu-ai-2024", "inputs": inputs}).json()["html"]
        assert "130万元" in html
        assert "还差500万元" in html
        assert "✗" in html and "✓" in html

    def test_english_twin(self, client: TestClient) -> None:
        body = {"policy": "haizhu-ai-2024", "language": "en", "inputs": {"optimization_cost": "2600000", "has_filing": "true"}}
        html = client.post("/checkup/result", json=body).json()["html"]
        assert "RMB 1.3 million" in html


class TestDesk:
    def test_open_on_this_machine_only(self, client: TestClient) -> None:
        """On loopback without a login; behind a proxy, or under another name, with one."""
        assert client.get("/desk").status_code == 200
        for headers in (NOT_HERE, {"host": "desk.example"}):
            assert client.get("/desk", headers=headers, follow_redirects=False).status_code == 303
            assert client.get("/desk/api/suggest?q=房租", headers=headers).status_code == 401
            assert client.post("/desk/api/ask", json={"question": "你好"}, headers=headers).status_code == 401
            assert client.get("/desk/api/open.csv", headers=headers).status_code == 401

    def test_login_opens_and_logout_closes(self, client: TestClient, assistant: Assistant) -> None:
        from assistant.users import add_user

        add_user(assistant.settings.home, "chen", "a long password")
        wrong = client.post("/desk/login", data={"name": "chen", "password": "wrong"}, headers=NOT_HERE)
        assert wrong.status_code == 401
        right = client.post("/desk/login", data={"name": "chen", "password": "a long password"}, headers=NOT_HERE, follow_redirects=False)
        cookie = right.headers["set-cookie"]
        assert right.status_code == 303 and "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/desk" in cookie
        assert client.get("/desk", headers=NOT_HERE, follow_redirects=False).status_code == 200
        client.post("/desk/logout", headers=NOT_HERE)
        assert client.get("/desk", headers=NOT_HERE, follow_redirects=False).status_code == 303

    def test_search_finds_clause_and_ready_question(self, client: TestClient) -> None:
        hits = client.get("/desk/api/suggest", params={"q": "办公用房补贴"}).json()["hits"]
        assert any(hit["kind"] == "clause" and hit["id"] == "haizhu-ai-2024/office-rent" for hit in hits)
        assert any(hit["kind"] == "ready" for hit in hits)

    def test_wrong_answers_become_question_sets(self, client: TestClient) -> None:
        """A turn marked wrong is exported with the turns before it, one conversation a line."""
        first = client.post("/desk/api/ask", json={"question": "租金100万，营收1.2亿，能补多少？"}).json()
        second = client.post("/desk/api/ask", json={"question": "那租金80万呢？", "thread": first["thread"]}).json()
        assert client.post("/desk/api/mark", json={"turn": second["turn"], "verdict": "down", "reason": "x"}).json() == {"done": True}
        lines = [json.loads(line) for line in client.get("/desk/api/open.jsonl").text.splitlines()]
        case = next(line for line in lines if line["id"] == f"desk-{second['turn']}")
        assert [turn["user"] for turn in case["turns"]] == ["租金100万，营收1.2亿，能补多少？", "那租金80万呢？"]
        assert "marked-wrong" in case["tags"]

    def test_csv_cells_are_no_formulas(self, client: TestClient) -> None:
        asked = client.post("/desk/api/ask", json={"question": '=HYPERLINK("http://evil")今天天气'}).json()
        client.post("/desk/api/mark", json={"turn": asked["turn"], "verdict": "unanswered"})
        assert "'=HYPERLINK" in client.get("/desk/api/open.csv").text

    def test_work_order(self, client: TestClient) -> None:
        """Facts, question, answer, clause, note and outcome, as text."""
        asked = client.post("/desk/api/ask", json={"question": "租金100万，营收1.2亿，能补多少？"}).json()
        sent = {"thread": asked["thread"], "note": "请回电", "outcome": "call_back"}
        text = client.post("/desk/api/call", json=sent).json()["text"]
        for part in ("1.2亿元", "100万元", "90万元", "haizhu-ai-2024/office-rent", "请回电", "待回复"):
            assert part in text

    def test_calculator_asks_for_what_is_missing(self, client: TestClient) -> None:
        body = {"policy": "haizhu-ai-2024", "award": "office-rent", "inputs": {"rent": "100万"}, "language": "zh"}
        assert "主营业务收入" in client.post("/desk/api/calc", json=body).json()["ask_next"]

    def test_another_agents_call_is_closed(self, client: TestClient, assistant: Assistant) -> None:
        thread = assistant.new_thread()
        assistant.ask("租金100万", thread, owner="desk:somebody")
        answer = client.post("/desk/api/call", json={"thread": thread, "note": "", "outcome": "open"})
        assert answer.status_code == 404


class TestForgetting:
    def test_old_threads_go(self, assistant: Assistant) -> None:
        """Retention is 30 days: what was used 31 days ago is deleted, what was used yesterday stays."""
        assert assistant.store is not None
        now = time.time()
        old, young = assistant.new_thread(), assistant.new_thread()
        assistant.store.open(old, "somebody", now - 31 * 86_400)
        assistant.store.open(young, "somebody", now - 86_400)
        assistant.prune(now)
        assert [thread.id for thread in assistant.store.threads("somebody")] == [young]


def test_start_does_not_wait_for_gradio(tmp_path: Path) -> None:
    """Mounting the pages imports no Gradio: REST answers while it loads."""
    import subprocess
    import sys

    code = (
        "import sys; from fastapi import FastAPI; from assistant.settings import load; from assistant.service import Assistant;"
        "from assistant.web.mount import mount; mount(FastAPI(), Assistant(load())); sys.exit('gradio' in sys.modules)"
    )
    import os

    environment = {**os.environ, "HUICE_HOME": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
