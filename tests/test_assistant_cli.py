"""The command line as a stranger uses it: shapes of the JSON, exit status, one line for every error, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.cli import main, plain_question

ROOT = Path(__file__).parents[1]
FILED = "模型优化花了260万,已经备案,能补多少?"


def huice(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command in this process."""
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out, said.err


def run(*arguments: str, stdin: bytes = b"", **options) -> subprocess.CompletedProcess[bytes]:
    """One command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments], input=stdin, capture_output=True, cwd=ROOT, timeout=60, **options
    )


def one_line(text: str | bytes) -> bool:
    """Exactly one line, and no trace of Python."""
    said = text.decode() if isinstance(text, bytes) else text
    return len(said.strip().splitlines()) == 1 and "Traceback" not in said and 'File "' not in said


class TestAsk:
    def test_json_is_the_answer(self, capsys):
        """260万 × 50% = 130万, below the cap of 150万."""
        status, out, err = huice(capsys, "ask", FILED, "--json")
        answer = json.loads(out)
        assert (status, err) == (0, "")
        assert (answer["status"], answer["route"]) == ("answered", "calculate")
        assert answer["calculation"]["total_yuan"] == "1300000"
        assert answer["citations"][0]["clause"] == "haizhu-ai-2024/model-optimization"
        wanted = {"status", "route", "answer", "citations", "calculation", "figures", "ask_for", "suggestions", "thread", "latency_ms"}
        assert wanted <= set(answer)

    def test_text_leads_with_the_conclusion_and_names_the_clause(self, capsys):
        status, out, _ = huice(capsys, "ask", FILED)
        assert status == 0
        assert "130万元" in out.splitlines()[0]
        assert "[haizhu-ai-2024/model-optimization]" in out

    def test_a_thread_keeps_the_context_between_processes(self, capsys, tmp_path, monkeypatch):
        """min(400万 × 50%, 150万) = 150万, with the filing of the first question."""
        monkeypatch.setenv("HUICE_HOME", str(tmp_path))
        assert run("ask", FILED, "--thread", "meeting-1").returncode == 0
        answer = json.loads(run("ask", "要是400万呢", "--thread", "meeting-1", "--json").stdout)
        assert (answer["calculation"]["total_yuan"], answer["thread"]) == ("1500000", "meeting-1")

    @pytest.mark.parametrize("question", ["", "   ", "?!……", "字" * 4001])
    def test_a_rejected_question_is_an_answer_and_exit_2(self, capsys, question):
        """The Answer says why on standard output, one line says so on standard error."""
        status, out, err = huice(capsys, "ask", question, "--json")
        assert status == 2 and one_line(err)
        assert json.loads(out)["status"] == "rejected"

    def test_4000_characters_are_read(self, capsys):
        status, out, _ = huice(capsys, "ask", ("模型优化花了260万,已经备案,能补多少?" + "请" * 4000)[:4000], "--json")
        assert json.loads(out)["status"] != "rejected" and status == 0

    @pytest.mark.parametrize("wrong", ["a b", "../../x", "x" * 65])
    def test_a_malformed_thread_is_one_line(self, capsys, wrong):
        status, out, err = huice(capsys, "ask", FILED, "--thread", wrong)
        assert (status, out) == (2, "") and one_line(err) and "thread id" in err

    def test_plain_questions_go_straight_and_others_through_typer(self):
        """What the short way takes is exactly a question with --json and --thread."""
        assert plain_question(["ask", "问", "--json", "--thread", "t"]) == {"question": "问", "as_json": True, "thread": "t"}
        assert plain_question(["ask"]) == {"question": None}
        for others in (["search", "问"], ["ask", "--help"], ["ask", "a", "b"], ["ask", "--thread"], ["ask", "-x", "a"], []):
            assert plain_question(others) is None


class TestStandardInput:
    def test_a_question_is_piped_in(self):
        done = run("ask", "--json", stdin=FILED.encode())
        assert json.loads(done.stdout)["calculation"]["total_yuan"] == "1300000"

    @pytest.mark.parametrize("raw", [b"\xff\xfe\x80\x81", b"\x00\x00\x00", b"", "大模型备案奖励多少".encode("utf-16")])
    def test_bytes_that_are_no_text_are_rejected(self, raw):
        """Binary, NUL, nothing, another encoding: a rejected Answer, exit 2, one line."""
        done = run("ask", "-", "--json", stdin=raw)
        assert done.returncode == 2 and one_line(done.stderr)
        assert json.loads(done.stdout)["status"] == "rejected"

    def test_an_endless_pipe_is_a_question_too_long(self):
        """`yes | huice ask` ends by itself."""
        with subprocess.Popen(["yes", "大模型"], stdout=subprocess.PIPE) as endless:
            done = subprocess.run(
                [sys.executable, "-m", "assistant.cli", "ask", "-"], stdin=endless.stdout, capture_output=True, cwd=ROOT, timeout=60
            )
            endless.kill()
        assert done.returncode == 2 and one_line(done.stderr)

    def test_nul_inside_a_question_does_not_break_it(self):
        done = run("ask", "-", "--json", stdin="大模型\x00备案奖励多少".encode())
        assert done.returncode == 0 and json.loads(done.stdout)["status"] == "answered"

    def test_chat_goes_on_line_by_line(self):
        """130万, then 150万 (the cap) in the same conversation; a broken line and an empty one do no harm."""
        lines = FILED.encode() + b"\n\n\xff\xfe\n" + "要是400万呢\n退出\n备案".encode()
        done = run("chat", stdin=lines)
        said = done.stdout.decode()
        assert done.returncode == 0 and done.stderr == b""
        assert said.index("130万元") < said.index("150万元")

    def test_chat_over_json_is_one_answer_a_line_asked(self):
        done = run("chat", "--json", stdin=f"{FILED}\n谢谢\n".encode())
        decoder, rest, found = json.JSONDecoder(), done.stdout.decode(), []
        while rest.strip():
            value, end = decoder.raw_decode(rest.lstrip())
            found.append(value["route"])
            rest = rest.lstrip()[end:]
        assert found == ["calculate", "chat"]


class TestProcess:
    def test_a_closed_pipe_is_quiet(self):
        """`huice search … | head -0`: no traceback, no complaint."""
        command = f"{sys.executable} -m assistant.cli search 租金 -k 20 | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk_is_one_line(self):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "assistant.cli", "ask", FILED], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60
            )
        assert done.returncode == 2 and one_line(done.stderr)

    def test_no_output_at_all_is_no_fault(self):
        """`huice ask … >&-`."""
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m assistant.cli ask 备案奖励 >&-"], capture_output=True, cwd=ROOT, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, b"")

    def test_ctrl_c_ends_without_a_trace(self):
        """While waiting for the next line of a chat: the shell's status for an interrupt, and no traceback."""
        with subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "chat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write("大模型备案奖励多少\n".encode())
            process.stdin.flush()
            process.stdout.readline()
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
        assert process.returncode == 130 and len(err.splitlines()) <= 1

    def test_output_to_an_ascii_terminal_does_not_break(self):
        done = run("ask", "大模型备案奖励多少", env=os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        assert done.returncode == 0 and "100万元" in done.stdout.decode("utf-8")

    def test_a_cold_question_imports_no_heavy_library(self):
        """The second that LangGraph, Chroma, Gradio, jieba, torch or Typer would take is not taken."""
        program = (
            "import sys; from assistant.cli import main; main(['ask', '模型优化花了260万,已经备案,能补多少?']); "
            "print([m for m in ('typer', 'rich', 'langgraph', 'langchain_core', 'chromadb', 'gradio', 'jieba', 'torch', 'fastapi', "
            "'scipy', 'bm25s', 'sentence_transformers', 'sklearn', 'eval') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert done.stdout.splitlines()[-1] == "[]", done.stderr

    def test_the_slim_installation_answers_and_builds_its_index(self, tmp_path):
        """torch and sentence-transformers not installed: 260万 × 50% = 130万 all the same."""
        program = (
            "import sys; sys.modules.update(torch=None, sentence_transformers=None, transformers=None); from assistant.cli import main; "
            f"print(main(['ask', '{FILED}']), main(['search', '租金']), main(['index', 'build']))"
        )
        env = os.environ | {"HUICE_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=120, env=env)
        assert "130万元" in done.stdout and done.stdout.splitlines()[-1] == "0 0 0", done.stderr

    def test_an_internal_fault_is_one_line(self, capsys, monkeypatch):
        """Whatever breaks inside, the person sees what to do, not where it broke."""
        monkeypatch.setattr("assistant.commands.answers._assistant", lambda thread: 1 / 0)
        status, out, err = huice(capsys, "ask", "问")
        assert (status, out) == (2, "") and one_line(err) and "ZeroDivisionError" in err


class TestCalc:
    def test_inputs_are_options_in_the_policy_s_own_words(self, capsys):
        """min(200万 × 90%, 100万) = 100万 at a revenue of 1.2亿 (the tier of 1亿)."""
        status, out, _ = huice(capsys, "calc", "office-rent", "--revenue", "1.2亿", "--rent=200万", "--self-use", "--json")
        found = json.loads(out)
        assert status == 0
        assert [(a["award"], a["kind"], a["yuan"]) for a in found["awards"]] == [("office-rent", "ceiling", "1000000")]
        assert (found["total_yuan"], found["inputs"]["rent"], found["inputs"]["self_use"]) == ("1000000", "2000000", True)

    def test_all_sums_what_the_inputs_speak_of(self, capsys):
        """80万 × 50% + 100万 × 90% = 40万 + 90万 = 130万; hyphens and underscores alike."""
        arguments = ("--optimization_cost", "80万", "--has-filing", "true", "--rent", "100万", "--revenue", "1亿")
        _, out, _ = huice(capsys, "calc", "all", *arguments, "--json")
        assert json.loads(out)["total_yuan"] == "1300000"

    def test_denied_conditions_pay_nothing(self, capsys):
        """No filing and a revenue below 2000万: 0 元."""
        _, out, _ = huice(
            capsys, "calc", "model-optimization", "--optimization-cost", "80万", "--no-has-filing", "--revenue", "100万", "--json"
        )
        award = json.loads(out)["awards"][0]
        assert (award["kind"], award["yuan"]) == ("none", "0")

    def test_reverse(self, capsys):
        """150万 ÷ 50% = 300万 for the full amount; 100万 ÷ 50% = 200万 for 100万."""
        for target, need in (("max", "3000000"), ("100万", "2000000")):
            _, out, _ = huice(capsys, "calc", "model-optimization", "--has-filing", "--target", target, "--json")
            assert json.loads(out)["required"]["yuan"] == need

    def test_text_shows_the_sum_and_the_clause(self, capsys):
        _, out, _ = huice(capsys, "calc", "model-optimization", "--optimization-cost", "260万", "--has-filing")
        assert "2600000 × 50% = 1300000" in out and "haizhu-ai-2024/model-optimization" in out

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "say which award"),
            (("nix",), "no award 'nix'"),
            (("all", "--reven", "1"), "did you mean --revenue"),
            (("all", "--revenue"), "needs a value"),
            (("all", "--revenue", "很多"), "--revenue"),
            (("all", "--has-filing", "maybe"), "--has-filing"),
            (("all", "--revenue", "-5"), "--revenue"),
            (("all", "stray"), "stray"),
            (("all", "--lang", "fr"), "zh or en"),
            (("all", "--policy", "nix"), "no policy 'nix'"),
            (("all", "--target", "1万"), "about one award"),
            (("all", "--on", "yesterday"), "yesterday"),
            (("--replay", "nowhere.json"), "nowhere.json"),
            (("--batch", "x.csv"), "--out"),
        ],
    )
    def test_bad_usage_is_one_line_and_exit_2(self, capsys, arguments, words):
        status, out, err = huice(capsys, "calc", *arguments)
        assert (status, out) == (2, "")
        assert one_line(err) and words in err

    def test_a_receipt_replays_to_the_same_bytes(self, capsys, tmp_path):
        """Written twice it is equal; replayed it says so; changed it says what, exit 1."""
        files = [tmp_path / "a.json", tmp_path / "b.json"]
        for file in files:
            assert main(["calc", "model-optimization", "--optimization-cost", "260万", "--has-filing", "--receipt", str(file)]) == 0
        assert files[0].read_bytes() == files[1].read_bytes()
        assert main(["calc", "--replay", str(files[0])]) == 0
        files[0].write_text(files[0].read_text("utf-8").replace('"1300000"', '"1400000"'), "utf-8")
        capsys.readouterr()
        assert main(["calc", "--replay", str(files[0])]) == 1
        assert "1300000" in capsys.readouterr().out

    def test_a_table_of_companies(self, capsys, tmp_path):
        """Three rows: 40万, 150万 (capped), and one that cannot be read; the good ones are kept, exit 1."""
        (tmp_path / "in.csv").write_text("公司,optimization_cost,has_filing\n甲,80万,是\n乙,400万,是\n丙,很多,是\n", "utf-8")
        status, out, err = huice(capsys, "calc", "all", "--batch", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"))
        assert status == 1
        assert "1900000" in out and "line 4" in err
        assert "1 of 3 rows" in err


class TestSearch:
    def test_json_has_the_contract_s_shape(self, capsys):
        status, out, _ = huice(capsys, "search", "租金补贴", "--json", "-k", "2")
        found = json.loads(out)
        assert status == 0 and set(found) == {"query", "hits"} and found["query"] == "租金补贴" and len(found["hits"]) == 2
        best = found["hits"][0]
        assert set(best) == {"clause", "title", "policy", "text", "highlights", "score"}
        assert best["clause"] == "haizhu-ai-2024/office-rent"
        assert any(best["text"][start:end] == "租金" for start, end in best["highlights"])

    @pytest.mark.parametrize("arguments", [("",), ("x", "-k", "0"), ("x", "-k", "zehn"), ()])
    def test_bad_usage_is_one_line(self, capsys, arguments):
        status, _, err = huice(capsys, "search", *arguments)
        assert status == 2 and one_line(err)


class TestOthers:
    @pytest.mark.parametrize(
        "arguments",
        [("nix",), ("ask", "--nix"), ("serve", "--port", "99999"), ("eval", "nix"), ("index",), ("ingest", "nowhere", "--policy", "x")],
    )
    def test_unknown_commands_and_options_are_one_line(self, capsys, arguments):
        status, _, err = huice(capsys, *arguments)
        assert status == 2 and one_line(err)

    def test_without_a_command_there_is_help(self, capsys):
        status, out, _ = huice(capsys)
        assert status == 0 and "ask" in out and "serve" in out

    def test_check_passes_on_the_shipped_policies_and_fails_on_a_broken_one(self, capsys, tmp_path):
        assert huice(capsys, "check", "--quiet")[0] == 0
        (tmp_path / "clauses.md").write_text("## 甲 {#a}\n\n文字。\n", "utf-8")
        status, out, _ = huice(capsys, "check", str(tmp_path))
        assert status == 1 and "policy.yaml" in out

    def test_a_folder_without_a_policy_is_bad_input(self, capsys, tmp_path):
        status, _, err = huice(capsys, "check", str(tmp_path))
        assert status == 2 and one_line(err) and str(tmp_path) in err

    def test_users_of_the_desk(self, tmp_path):
        """Added with a piped password, listed, removed; a short password and an unknown name are one line."""
        env = os.environ | {"HUICE_HOME": str(tmp_path)}
        assert run("user", "add", "agent", stdin="一个很长的密码1234\n".encode(), env=env).returncode == 0
        assert run("user", "list", env=env).stdout.decode().split() == ["agent"]
        short = run("user", "add", "other", stdin=b"short\n", env=env)
        assert short.returncode == 2 and one_line(short.stderr)
        assert run("user", "remove", "agent", env=env).returncode == 0
        gone = run("user", "remove", "agent", env=env)
        assert gone.returncode == 2 and one_line(gone.stderr)

    def test_index_build_list_use(self, capsys, tmp_path, monkeypatch):
        """Built once, unchanged the second time, listed as served, chosen by the beginning of its name."""
        monkeypatch.setenv("HUICE_HOME", str(tmp_path))
        first = json.loads(huice(capsys, "index", "build", "--json")[1])
        assert json.loads(huice(capsys, "index", "build", "--json")[1])["name"] == first["name"]
        listed = json.loads(huice(capsys, "index", "list", "--json")[1])
        assert [(v["name"], v["served"]) for v in listed] == [(first["name"], True)]
        assert huice(capsys, "index", "use", first["name"][:4])[0] == 0
        status, _, err = huice(capsys, "index", "use", "9999")
        assert status == 2 and one_line(err) and first["name"] in err

    @pytest.mark.parametrize(
        ("variable", "value", "words"),
        [
            ("HUICE_POLICIES", "/nowhere/at/all", "HUICE_POLICIES"),
            ("HUICE_RETENTION_DAYS", "ewig", "HUICE_RETENTION_DAYS"),
            ("HUICE_HOME", "/proc/nix", "/proc/nix"),
        ],
    )
    def test_an_unusable_setting_is_one_line(self, capsys, monkeypatch, variable, value, words):
        monkeypatch.setenv(variable, value)
        status, _, err = huice(capsys, "ask", "大模型备案", "--thread", "t")
        assert status == 2 and one_line(err) and words in err
