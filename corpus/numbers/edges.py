"""What may follow the figures of a number: whether a digit after a unit is its tail, or begins something else."""

from __future__ import annotations

import re

COUNTED = re.compile(
    r"[ ]?(?:个(?!亿|小目标|[wW])|[家人名位项台张篇次年月天日号周季平㎡%成折倍款套件条笔种批期岁层样边者趟回)]|分之|\.)"
)  # a number before one of these is a number of its own
ONE_OF = re.compile("[年天平方季]|个?月")
OWN_ONE = re.compile("个(?!亿|万|[wW]|小目标)|[家笔次年天项]")
TAIL = re.compile(  # a last digit after 万 or 亿 (两万三), not the first of another word (50万一共, 100万三方)
    r"一(?=$|[\s,。;、!?)|十百千万亿元块圆多来左上以出吧呢啊了的])|[^一](?![者边岸面江手维码方星亚农角川季处肢海金险羊牛夕彩卦州龙楼大批类])"
)
