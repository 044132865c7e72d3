"""The LangChain tools: schemas a model can call, exact results, sentences where a call does not fit."""

from __future__ import annotations

import asyncio
import json

import pytest

from assistant.service import make_asker
from assistant.tools import tools


@pytest.fixture(scope="module")
def kit():
    return {tool.name: tool for tool in tools(make_asker())}


def test_the_calculation_is_exact(kit):
    """260万 × 50% = 130万."""
    said = kit["calculate_award"].invoke({"award": "model-optimization", "inputs": {"optimization_cost": "260万", "has_filing": True}})
    assert json.loads(said)["total_yuan"] == "1300000"


def test_a_call_that_does_not_fit_is_a_sentence(kit):
    for arguments, words in (({"award": "nix", "inputs": {}}, "nix"), ({"award": "all", "inputs": {"revenue": "many"}}, "many")):
        assert words in json.loads(kit["calculate_award"].invoke(arguments))["error"]


def test_the_search_gives_clauses(kit):
    said = asyncio.run(kit["search_clauses"].ainvoke({"query": "租金补贴", "k": 1}))
    assert [hit["clause"] for hit in json.loads(said)["hits"]] == ["haizhu-ai-2024/office-rent"]


def test_descriptions_name_awards_and_inputs(kit):
    """A model must know what it may pass."""
    assert all(word in kit["calculate_award"].description for word in ("model-optimization", "optimization_cost", "has_filing"))
    assert set(kit["calculate_award"].args) == {"award", "inputs", "policy"}
