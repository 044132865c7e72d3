"""LangChain tools over the two things that must not be left to a language model: the calculation and the clause.

    from assistant.tools import tools
    agent = create_agent(model, tools(assistant))

What a tool returns is the contract's JSON as text; an input that does not fit comes back as a sentence, so that a
model can mend its call.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from assistant.commands.answers import hits_json
from assistant.commands.sums import ALL, make_request
from assistant.hand import given
from assistant.service import Assistant
from corpus.award.book import book
from corpus.award.result import to_json
from corpus.errors import HuiceError
from corpus.receipt import perform


class CalculationCall(BaseModel):
    """What the calculation tool takes."""

    award: Annotated[str, Field(description='award id, several separated by commas, or "all" for every award the inputs speak of')]
    inputs: Annotated[
        dict[str, str | int | bool], Field(description="the policy's inputs by id; amounts in RMB as text, such as 6000万 or 2600000")
    ]
    policy: Annotated[str, Field(description="policy id; may be left out when one policy is loaded")] = ""


class SearchCall(BaseModel):
    """What the search tool takes."""

    query: Annotated[str, Field(description="what to look for, in the asker's own words")]
    k: Annotated[int, Field(ge=1, le=20, description="how many clauses")] = 5


def tools(assistant: Assistant) -> list[BaseTool]:
    """The calculation and the clause search of this assistant as LangChain tools."""

    def calculate(award: str, inputs: dict[str, str | int | bool], policy: str = "") -> str:
        prepared = book(assistant.policy(policy))
        cases = {name: given(prepared.input(name), value) for name, value in inputs.items()}
        return _text(to_json(perform(prepared.policy, make_request(prepared, award, cases))))

    def search(query: str, k: int = 5) -> str:
        return _text(hits_json(query, assistant.search(query, k)))

    return [
        StructuredTool.from_function(
            _mending(calculate), name="calculate_award", description=_calculation_words(assistant), args_schema=CalculationCall
        ),
        StructuredTool.from_function(
            search,
            name="search_clauses",
            description="Finds the clauses of the loaded award policies that answer a question, best first.",
            args_schema=SearchCall,
        ),
    ]


def _mending(function: Any) -> Any:
    """A HuiceError becomes the tool's answer: one sentence that says what would fit."""

    def told(**arguments: Any) -> str:
        try:
            return str(function(**arguments))
        except HuiceError as error:
            return _text({"error": str(error)})

    return told


def _calculation_words(assistant: Assistant) -> str:
    """The tool's description: awards and inputs of the policies loaded."""
    parts = [
        "Computes what an award policy gives at most, exactly and by rule, with every step and its clause. Never estimate it yourself."
    ]
    for family in assistant.families:
        policy = family.main
        awards = ", ".join(f"{a.id} ({a.title_en or a.title})" for a in policy.awards)
        inputs = ", ".join(f"{i.id} ({i.kind}: {i.label_en or i.label})" for i in policy.inputs)
        parts.append(f"Policy {policy.id}: awards {awards}, or {ALL}; inputs {inputs}.")
    return " ".join(parts)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
