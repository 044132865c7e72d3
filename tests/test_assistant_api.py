"""REST: the contract's shapes, limits, one sentence for every error, and a real server on loopback."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.api import make_app
from assistant.service import Assistant, open_assistant
from assistant.settings import load

ROOT = Path(__file__).parents[1]
FILED = "模型优化花了260万,已经备案,能补多少?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_assistant(load({"HUICE_HOME": str(tmp_path_factory.mktemp("api"))}))


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    assistant.loaded.warm()
    return TestClient(make_app(assistant, deadline=120), raise_server_exceptions=False)  # however busy the machine is


def sentence(response) -> str:
    """The error of a response, after checking that it is one JSON sentence."""
    body = response.json()
    assert list(body) == ["error"] and body["error"] and "\n" not in body["error"] and "Traceback" not in body["error"]
    return body["error"]


class TestAsk:
    def test_the_answer_and_a_thread_to_go_on_with(self, client):
        """130万 first; with the thread returned, min(400万 × 50%, 150万) = 150万."""
        first = client.post("/api/ask", json={"question": FILED}).json()
        assert first["calculation"]["total_yuan"] == "1300000"
        second = client.post("/api/ask", json={"question": "要是400万呢", "thread": first["thread"]}).json()
        assert (second["calculation"]["total_yuan"], second["thread"]) == ("1500000", first["thread"])

    def test_without_a_thread_nothing_is_remembered(self, client):
        first, second = (client.post("/api/ask", json={"question": q}).json() for q in (FILED, "要是400万呢"))
        assert first["thread"] != second["thread"]
        assert (second["calculation"] or {}).get("total_yuan") is None

    @pytest.mark.parametrize("question", ["", "?", "字" * 4001])
    def test_a_rejected_question_is_an_answer(self, client, question):
        response = client.post("/api/ask", json={"question": question})
        assert (response.status_code, response.json()["status"]) == (200, "rejected")

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", "no JSON"),
            (b"\xff\xfe", "no JSON"),
            (b"[" * 60_000, "no JSON"),
            (b"[]", "no JSON object"),
            (b"{}", "question"),
            (b'{"question": 7}', "question"),
            (b'{"question": null}', "question"),
            (b'{"question": "x", "thread": 7}', "thread"),
            (b'{"question": "x", "thread": "a b"}', "thread id"),
            (b'{"question": "x", "lang": "zh"}', "lang"),
            (b'{"question": NaN}', "no JSON"),
        ],
    )
    def test_a_body_that_does_not_fit_is_400(self, client, body, words):
        response = client.post("/api/ask", content=body)
        assert response.status_code == 400 and words in sentence(response)

    def test_broken_characters_do_not_break_the_answer(self, client):
        """A lone surrogate and a NUL in an otherwise plain question."""
        response = client.post("/api/ask", content='{"question": "大模型备案奖励多少 \\ud800 \\u0000"}'.encode())
        assert response.status_code == 200 and response.json()["status"] == "answered"

    def test_more_than_64_kb_is_413_announced_or_not(self, client):
        def endless() -> Iterator[bytes]:
            for _ in range(100):
                yield b"x" * 1000

        for content in (b"x" * 65_537, endless()):
            response = client.post("/api/ask", content=content)
            assert response.status_code == 413 and "64 kB" in sentence(response)

    def test_a_thread_of_another_is_404(self, client, assistant):
        assistant.ask("模型优化花了260万", "owned-thread", owner="browser")
        response = client.post("/api/ask", json={"question": "400万呢", "thread": "owned-thread"})
        assert response.status_code == 404 and "no such thread" in sentence(response)

    def test_an_answer_past_its_deadline_is_503(self, assistant, monkeypatch):
        """The caller is not kept waiting, and the server goes on."""
        waiting = threading.Event()
        monkeypatch.setattr(assistant, "ask", lambda *_: waiting.wait(5))
        response = TestClient(make_app(assistant, deadline=0.05)).post("/api/ask", json={"question": "x"})
        waiting.set()
        assert response.status_code == 503 and "0.05 seconds" in sentence(response)

    def test_a_fault_inside_is_500_without_its_insides(self, assistant, monkeypatch):
        monkeypatch.setattr(assistant, "ask", lambda *_: 1 / 0)
        response = TestClient(make_app(assistant), raise_server_exceptions=False).post("/api/ask", json={"question": "x"})
        assert response.status_code == 500 and "ZeroDivision" not in sentence(response)

    def test_thirty_at_once_each_get_their_own(self, client):
        """Amounts n × 1万 pay n × 5000."""
        with ThreadPoolExecutor(10) as pool:
            found = list(
                pool.map(lambda n: client.post("/api/ask", json={"question": f"模型优化花了{n}万,已备案,补多少"}).json(), range(10, 40))
            )
        assert [one["calculation"]["total_yuan"] for one in found] == [str(n * 5000) for n in range(10, 40)]


class TestOthers:
    def test_search_is_the_contract_s(self, client):
        found = client.get("/api/search", params={"q": "租金", "k": 2}).json()
        assert set(found) == {"query", "hits"} and len(found["hits"]) == 2
        assert set(found["hits"][0]) == {"clause", "title", "policy", "text", "highlights", "score"}

    @pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=a&k=0", "q=a&k=51", "q=a&k=x", "q=a&k=-1", "q=a&k=1e9", "q=" + "a" * 501])
    def test_a_search_that_does_not_fit_is_400(self, client, query):
        response = client.get(f"/api/search?{query}")
        assert response.status_code == 400 and sentence(response)

    def test_calc_is_the_command_s_json(self, client, capsys):
        """The same bytes from `huice calc --json`."""
        from assistant.cli import main

        body = {"award": "model-optimization", "inputs": {"optimization_cost": "2600000", "has_filing": True}}
        served = client.post("/api/calc", json=body).json()
        main(["calc", "model-optimization", "--optimization-cost", "2600000", "--has-filing", "--json"])
        assert served == json.loads(capsys.readouterr().out)
        assert served["total_yuan"] == "1300000"

    @pytest.mark.parametrize(
        ("body", "status", "words"),
        [
            ({"award": "nix", "inputs": {}}, 404, "nix"),
            ({"award": "all", "policy": "nix"}, 404, "nix"),
            ({"inputs": {}}, 400, "award"),
            ({"award": []}, 400, "award"),
            ({"award": "all", "inputs": []}, 400, "inputs"),
            ({"award": "all", "inputs": {"nix": 1}}, 400, "nix"),
            ({"award": "all", "inputs": {"revenue": "abc"}}, 400, "abc"),
            ({"award": "all", "inputs": {"revenue": -1}}, 400, "revenue"),
            ({"award": "all", "inputs": {"revenue": 10**30}}, 400, "revenue"),
            ({"award": "all", "inputs": {"revenue": {"a": 1}}}, 400, "revenue"),
            ({"award": "all", "inputs": {"has_filing": "maybe"}}, 400, "maybe"),
            ({"award": "all", "policy": 7}, 400, "policy"),
        ],
    )
    def test_a_calculation_that_does_not_fit_is_a_sentence(self, client, body, status, words):
        response = client.post("/api/calc", json=body)
        assert response.status_code == status and words in sentence(response)

    def test_numbers_of_the_body_stay_exact(self, client):
        """0.07 元 is no float: half of it is 0.03 (rounded down to the fen)."""
        body = b'{"award": "model-optimization", "inputs": {"optimization_cost": 0.07, "has_filing": true}}'
        assert client.post("/api/calc", content=body).json()["total_yuan"] == "0.03"

    def test_health_says_what_is_loaded(self, client):
        found = client.get("/api/health").json()
        assert found["status"] == "ok"
        assert {p["id"] for p in found["policies"]} == {"haizhu-ai-2024", "haizhu-ai-2024-notice"}

    @pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nix", 404), ("GET", "/api/ask", 405), ("DELETE", "/api/search", 405)])
    def test_wrong_addresses_are_sentences_too(self, client, method, path, status):
        response = client.request(method, path)
        assert response.status_code == status and path in sentence(response)


class TestChangingPolicies:
    def test_a_changed_folder_is_served_without_a_restart_and_a_broken_one_is_told(self, tmp_path, monkeypatch):
        """The old figures stay while the folder is broken; `trouble` says what is wrong."""
        import shutil

        from assistant import service

        monkeypatch.setattr(service, "WATCH", 0.0)
        shutil.copytree(ROOT / "corpus/policies", tmp_path / "policies")
        awards = tmp_path / "policies/haizhu-ai-2024/awards.yaml"
        assistant = Assistant(load({"HUICE_HOME": str(tmp_path / "home"), "HUICE_POLICIES": str(tmp_path / "policies")}), watch=True)
        assert assistant.ask(FILED).calculation["total_yuan"] == "1300000"
        whole = awards.read_text("utf-8")
        awards.write_text(whole + "\nnonsense: true\n", "utf-8")
        assert assistant.ask(FILED).calculation["total_yuan"] == "1300000"
        assert "nonsense" in assistant.trouble
        assert re.search(r"ratio: \"?50%", whole)
        awards.write_text(re.sub(r"(ratio: \"?)50%", r"\g<1>40%", whole, count=1), "utf-8")
        assert assistant.ask(FILED).calculation["total_yuan"] == "1040000"  # 260万 × 40%
        assert assistant.trouble == ""


class TestServer:
    def test_it_prints_its_address_answers_and_stops_on_ctrl_c(self, tmp_path, monkeypatch):
        """What it prints is where it answers; a second server on the port says so in one line."""
        monkeypatch.setenv("HUICE_HOME", str(tmp_path))
        command = [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True) as server:
            try:
                assert server.stdout
                said = ""
                while "http://" not in said:
                    said = server.stdout.readline()
                    assert said, server.stderr.read() if server.stderr else ""
                address = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
                assert address
                body = json.dumps({"question": FILED}).encode()
                with urllib.request.urlopen(address[0] + "api/ask", body, timeout=60) as response:
                    assert json.load(response)["calculation"]["total_yuan"] == "1300000"
                with urllib.request.urlopen(address[0], timeout=120) as page:
                    assert page.status == 200 and "text/html" in page.headers["content-type"]
                second = subprocess.run([*command[:-1], address[1]], capture_output=True, cwd=ROOT, text=True, timeout=60)
                assert second.returncode == 2 and second.stderr.splitlines() == [
                    f"huice: port {address[1]} is in use: stop what listens there, or choose another with --port"
                ]
            finally:
                server.send_signal(signal.SIGINT)
                _, err = server.communicate(timeout=20)
        assert server.returncode in (0, 130) and "Traceback" not in err

    def test_an_address_that_is_not_ours_is_one_line(self, capsys):
        from assistant.cli import main

        assert main(["serve", "--host", "192.0.2.1"]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1

    def test_a_free_port_is_found(self):
        from assistant.commands.serving import _listening

        with _listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
            assert listener.getsockname()[1] > 0
