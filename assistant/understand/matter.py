"""Whether things counted in 家 are places where the matter of an award happens: 三家工厂 and 两家三甲医院 are no firms that ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand.lexicon import Mention
from corpus.amounts import Quantity

_FIRM_NEXT = re.compile(r"[\u4e00-\u9fff]{0,3}(?:公司|企业|集团|客户)")
_NEAR = 3  # characters of what kind of place it is (两家三甲医院)


def of_a_matter(q: Quantity, text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a word of an award's matter follows a count, unless firms are said to do it (三家物流企业)."""
    places = [m for m in mentions if m.kind == "about" and 0 <= m.start - q.end <= _NEAR]
    return bool(places) and _FIRM_NEXT.match(text, places[0].end) is None
