"""What every part of the policy format is made of: strict frozen models, figures, days in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from corpus.figures import read_count, read_ratio, read_yuan


class Model(BaseModel):
    """Strict and frozen: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _figure_schema(says: str, *examples: str | int) -> WithJsonSchema:
    """How an editor sees a figure: one value, or a list of dated values (`from` a day on, this `value`)."""
    one = {"type": ["string", "integer"], "description": says, "examples": list(examples)}
    dated = {
        "type": "object",
        "properties": {"from": {"type": "string", "format": "date"}, "value": one},
        "required": ["value"],
        "additionalProperties": False,
    }
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": dated, "minItems": 1}]})


Yuan = Annotated[Decimal, BeforeValidator(read_yuan), _figure_schema("an amount in 元", "150万", "1.2亿", "800元")]
"""An amount in 元, written as people write it (`150万`, `1.2亿`, `800元`)."""
Ratio = Annotated[Decimal, BeforeValidator(read_ratio), _figure_schema("a share of the base", "50%", "五成")]
"""A share between 0 and 1, written `50%` or `五成`."""
Count = Annotated[Decimal, BeforeValidator(read_count), _figure_schema("a plain number, or an amount", 3, "2000万")]
"""A plain number of things or years (`3`, `500`), or an amount where the input is one (`2000万`)."""


class Validity(Model):
    """Days between which something is in force; both are included, both may be missing."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
