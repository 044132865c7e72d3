"""The bench against peers: judged by hand on two clauses, with and without the peers installed."""

from __future__ import annotations

import importlib.util
import json

import pytest

from eval import questions as sets
from eval.bench.peers import systems
from eval.bench.peers.__main__ import main
from eval.bench.peers.task import Question, answers, document, judge, passages, questions
from eval.sources import Catalogue

CATALOGUE = Catalogue(
    clauses={
        "p/model": "模型优化补贴\nModel\n优化模型推理或者模型训练的支出,最高按实际支付的50%补助,单家企业每年最高150万元。\nUp to 50%.",
        "p/rent": "办公用房补贴\nRent\n租赁自用办公用房的企业,最高按当年租金的90%补助,单家企业每年最高100万元。\nUp to 90%.",
    }
)
TEXTS = passages(CATALOGUE)
MODEL, RENT = (text.split("\n")[2] for text in CATALOGUE.clauses.values())
QUESTION = Question("q", "优化补多少", ("50%", "150万元"), ("p/model",))


class TestJudging:
    @pytest.mark.parametrize(
        ("given", "right"),
        [
            ([MODEL], True),
            ([RENT, MODEL], True),
            ([RENT], False),
            (["前文。" + MODEL[:30], MODEL[30:] + "后文。"], True),
            (["单家企业每年最高150万元,比例50%"], False),
            ([MODEL.replace("150万元", "1,500,000元")], True),
            ([], False),
        ],
    )
    def test_figures_and_clause_are_both_needed(self, given, right):
        """The right figures from nowhere are no answer, nor is the right clause without its figures."""
        assert answers(QUESTION, given, TEXTS) is right

    def test_only_lookup_questions_with_figures_are_asked(self):
        """In Chinese, answered, a figure and a clause named, no calculation."""
        good = {"status": "answered", "route": "lookup", "figures": ["50%"], "citations": ["p/model"]}
        expects = [
            good,
            good | {"route": "calculate"},
            good | {"figures": []},
            good | {"status": "not_stated"},
            good | {"citations": ["x/y"]},
        ]
        lines = [{"id": str(i), "turns": [{"user": "模型优化补多少", "expect": e}]} for i, e in enumerate(expects)]
        conversations = [sets.parse(json.dumps(line)) for line in lines] + [sets.parse('{"id": "e", "turns": [{"user": "how much"}]}')]
        assert [q.id for q in questions(conversations, CATALOGUE)] == ["0"]

    def test_result_counts_within_k(self):
        """First asked: the wrong one on top, the right one second: 0% at 1, 100% at 2."""
        found = judge("x", lambda: lambda _: [RENT, MODEL], [QUESTION], TEXTS, ks=(1, 2))
        assert (found.hits[1].value, found.hits[2].value) == (0, 1)
        assert found.characters == len(RENT) + len(MODEL)

    def test_document_holds_every_clause_once(self):
        """Chinese title and text, nothing of the English."""
        assert document(CATALOGUE).count(MODEL) == 1 and "Up to" not in document(CATALOGUE)


class TestSystems:
    @pytest.mark.parametrize("name", list(systems.peers("")))
    def test_every_peer_finds_the_clause_whose_words_are_asked(self, name):
        """With jieba or by whole phrases; skipped where the package is not installed."""
        package = {"LangChain": "langchain_community", "Haystack": "haystack", "LlamaIndex": "llama_index"}[name.split()[0]]
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
        text = document(CATALOGUE)
        ask = systems.peers(text)[name]()
        assert isinstance(ask("办公用房 租金 补助"), list)
        if "jieba" in name:
            assert any("租金的90%" in passage for passage in ask("办公用房租金补助多少"))

    def test_without_peers_the_table_still_has_this_project(self, tmp_path, capsys, monkeypatch):
        """A missing package is a word in the table, not an error."""

        def missing(text):
            def build():
                raise ImportError("No module named 'haystack'", name="haystack")

            return {"Haystack BM25": build}

        monkeypatch.setattr(systems, "peers", missing)
        expect = {"status": "answered", "figures": ["50%"], "citations": ["haizhu-ai-2024/model-optimization"]}
        (tmp_path / "s.jsonl").write_text(json.dumps({"id": "a", "turns": [{"user": "模型优化补贴的比例是多少", "expect": expect}]}))
        assert main(["--questions", str(tmp_path / "s.jsonl")]) == 0
        shown = capsys.readouterr().out
        assert "Huice search" in shown and "skipped: haystack is not installed" in shown

    def test_a_set_without_lookup_questions_is_bad_input(self, tmp_path, capsys):
        """Exit 2 and a line."""
        (tmp_path / "s.jsonl").write_text('{"id": "a", "turns": [{"user": "你好"}]}')
        assert main(["--questions", str(tmp_path / "s.jsonl")]) == 2
        assert "no lookup question" in capsys.readouterr().err
