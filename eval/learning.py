"""What the fits share: the policies with and without the questions they bring, and a question left out of what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.family import Family
from assistant.service import make_asker
from assistant.understand.likely import ELSEWHERE, Likely, Told, gathered

__all__ = ["ELSEWHERE", "Without", "gathered", "prepared"]


class Without(Likely):
    """A model in which a text told under `topic` does not tell itself."""

    def __init__(self, likely: Likely, topic: str) -> None:
        vars(self).update(vars(likely))
        self._under = topic

    def told(self, text: str, without: str = "") -> Told:
        return super().told(text, self._under)


def prepared(learned: bool) -> Family:
    """The shipped policy's family, with the questions its folders bring or without them."""
    family = make_asker().families[0]
    if learned:
        return family
    members: Sequence = [policy.model_copy(update={"asked": {}}) for policy in family.members]
    return Family(next(policy for policy in members if policy.id == family.main.id), tuple(members))
