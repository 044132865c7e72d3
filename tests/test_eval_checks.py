"""Every check of the contract's `expect` table, held and broken, and the two checks that always run."""

from __future__ import annotations

import pytest

from eval import proof
from eval.checks import CHECKS, expected_checks
from eval.questions import Expect
from eval.sources import Catalogue

ANSWER = {
    "status": "answered",
    "route": "calculate",
    "answer": "最高可得130万元(260万元 × 50% = 130万元)。单家每年最高150万元,全年**资金池**。资金池 ３０００万元。",
    "citations": [
        {"clause": "p/model", "title": "t", "quote": "每年最高150万元", "source": "p"},
        {"clause": "p/cap", "title": "t", "quote": "1000万元", "source": "p"},
    ],
    "calculation": {
        "awards": [{"award": "model", "kind": "ceiling", "yuan": "1300000"}, {"award": "rent", "kind": None, "yuan": None}],
        "total_yuan": "1300000",
        "required": {"input": "cost", "yuan": "3000000"},
    },
    "ask_for": ["rent", "revenue"],
}  # fmt: skip

HOLDING = [
    {"status": "answered"},
    {"status": ["not_stated", "answered"]},
    {"route": "calculate"},
    {"award": {"model": {"kind": "ceiling", "yuan": "1300000"}}},
    {"award": {"model": {"yuan": "1300000.00"}}},
    {"award": {"rent": {"kind": None, "yuan": None}}},
    {"total_yuan": "1300000.0"},
    {"required": "3000000"},
    {"figures": ["1300000元", "50%", "RMB 1.5 million", "3000万"]},
    {"figures_absent": ["30%", "2600000元奖励", "30万元"]},
    {"citations": ["p/cap", "p/model"]},
    {"citations_any": ["p/none", "p/model"]},
    {"citations_max": 2},
    {"mentions": [["资金池", "奖金池"], ["资金池 3000万"]]},
    {"ask_for": ["revenue"]},
]
BREAKING = [
    ({"status": "not_stated"}, "status answered, expected not_stated"),
    ({"route": ["lookup", "chat"]}, "route calculate, expected lookup or chat"),
    ({"award": {"model": {"kind": "bound", "yuan": "1300000"}}}, "model kind ceiling, expected bound"),
    ({"award": {"model": {"kind": "ceiling", "yuan": "1300000.01"}}}, "model yuan 1300000, expected 1300000.01"),
    ({"award": {"other": {"kind": "none"}}}, "other is not in the calculation"),
    ({"award": {"rent": {"yuan": "0"}}}, "rent yuan None, expected 0"),
    ({"total_yuan": "1300001"}, "total_yuan 1300000, expected 1300001"),
    ({"total_yuan": None}, "total_yuan 1300000, expected None"),
    ({"required": None}, "required.yuan 3000000, expected None"),
    ({"figures": ["130万元", "120万元"]}, "not in the text: 120万元"),
    ({"figures_absent": ["150万元"]}, "in the text: 150万元"),
    ({"citations": ["p/model", "p/rent"]}, "not cited: p/rent"),
    ({"citations_any": ["p/rent"]}, "none cited of p/rent"),
    ({"citations_max": 1}, "2 citations, at most 1"),
    ({"mentions": [["资金池"], ["未载明", "没有写"]]}, "none said of 未载明/没有写"),
    ({"ask_for": ["cost"]}, "not asked for: cost"),
]


class TestExpected:
    @pytest.mark.parametrize("expect", HOLDING, ids=str)
    def test_holds(self, expect):
        """No reason is given for what holds."""
        (check,) = expected_checks(Expect.model_validate(expect), ANSWER)
        assert check.ok and not check.reason

    @pytest.mark.parametrize(("expect", "reason"), BREAKING, ids=str)
    def test_breaks_with_its_reason(self, expect, reason):
        """The reason says what was given and what was expected."""
        (check,) = expected_checks(Expect.model_validate(expect), ANSWER)
        assert not check.ok
        assert reason in check.reason

    def test_every_check_of_the_contract_is_there(self):
        """The fields of `expect` and the checks are the same list."""
        assert set(CHECKS) == set(Expect.model_fields)

    def test_an_empty_answer_fails_and_does_not_raise(self):
        """A crashed turn is judged like an answer that says nothing."""
        for expect, _ in BREAKING:
            for check in expected_checks(Expect.model_validate(expect), {}):
                assert isinstance(check.ok, bool)


CATALOGUE = Catalogue(
    clauses={"p/model": "按实际支付的最高**50%**补助,每家每年最高150万元,资金池3000万元。", "p/cap": "产业奖励每年1000万元。"}
)


def answer(text: str, *entries: tuple[str, str, str, str], citations: tuple[dict, ...] = ()) -> dict:
    listed = [{"text": t, "value": v, "unit": u, "origin": o} for t, v, u, o in entries]
    return {"answer": text, "figures": listed, "citations": list(citations)}


class TestUnproven:
    @pytest.mark.parametrize(
        ("text", "entries", "loose"),
        [
            ("最高150万元", [("150万元", "1500000", "元", "clause:p/model")], []),
            ("最高150万元", [], ["150万元"]),
            ("最高150万元", [("150万元", "1500000", "元", "model")], ["150万元"]),
            ("最高150万元", [("150万元", "1500000", "元", "")], ["150万元"]),
            ("最高150万元,共120万元", [("150万元", "1500000", "元", "clause:p/model")], ["120万元"]),
            ("一百五十万元", [("150万元", "1500000", "元", "clause:p/model")], []),
            ("五成", [("50%", "50", "%", "clause:p/model")], []),
            ("7月2日", [("2024年7月2日", "2024-07-02", "date", "clause:p/first")], []),
            ("2024年", [("2024年7月2日", "2024-07-02", "date", "clause:p/first")], ["2024年"]),
            ("enough for 20 enterprises", [("20", "20", "家", "calculation")], []),
            ("3 years", [("三年", "3", "年", "clause:p/rent")], []),
            ("2600000 × 50% = 1300000", [("2600000", "2600000", "元", "user"), ("50%", "50", "%", "clause:p/model")], ["1300000"]),
            ("100 + 20 = 120万元", [("100万元", "1000000", "元", "calculation"), ("20万元", "200000", "元", "calculation"),
                                 ("120万元", "1200000", "元", "calculation")], []),
            ("一次性,单家,第三年,1. 首次", [], []),
        ],
    )  # fmt: skip
    def test_figures_without_an_origin(self, text, entries, loose):
        """Each figure of the text needs an entry with a valid origin; forms may differ."""
        assert proof.unproven(answer(text, *entries)) == loose


class TestOrigins:
    @pytest.mark.parametrize(
        ("entry", "said", "wrong"),
        [
            (("150万元", "1500000", "元", "clause:p/model"), [], False),
            (("五成", "50", "%", "clause:p/model"), [], False),
            (("160万元", "1600000", "元", "clause:p/model"), [], True),
            (("150万元", "1500000", "元", "clause:p/none"), [], True),
            (("150万元", "1500000", "元", "somewhere"), [], True),
            (("260万元", "2600000", "元", "user"), ["去年花了260w"], False),
            (("260万元", "2600000", "元", "user"), ["花了多少万", "260"], False),
            (("260万元", "2600000", "元", "user"), ["花了250万"], True),
            (("1300000", "1300000", "元", "calculation"), [], False),
        ],
    )
    def test_origin_that_does_not_hold(self, entry, said, wrong):
        """A clause must say the figure, a user must have said it."""
        assert bool(proof.false_origins(answer("", entry), said, CATALOGUE)) is wrong


class TestResolvable:
    @pytest.mark.parametrize(
        ("clause", "quote", "wrong"),
        [
            ("p/model", "每家每年最高150万元", False),
            ("p/model", "按实际支付的最高50%补助……资金池3000万元", False),
            ("p/model", "每家每年最高160万元", True),
            ("p/none", "每家", True),
            ("p/model", " ", True),
        ],
    )
    def test_citation_leads_somewhere(self, clause, quote, wrong):
        """The clause exists and says the quote; parts may be left out with an ellipsis."""
        citation = {"clause": clause, "title": "t", "quote": quote, "source": "p"}
        assert bool(proof.unresolvable(answer("", citations=(citation,)), CATALOGUE)) is wrong

    def test_without_a_catalogue_only_the_form_is_judged(self):
        """A run on a server whose policies are not at hand."""
        citation = {"clause": "p/none", "title": "t", "quote": "q", "source": "p"}
        assert proof.unresolvable(answer("", citations=(citation,)), Catalogue()) == []
