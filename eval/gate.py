"""The gate: what a run must reach to pass, written in `gate.toml`, judged to exit 1.

[floors]            scores that may not fall below:        turn_accuracy = "97%"
[ceilings]          error rates that may not rise above:   unproven = 0
[latency_ms]        percentiles of the Answer's own time:  p50 = 10
[losses]            against the run compared with: `tag`, `score` = how much one may lose; `turns` = smallest tag looked at
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import GateError
from eval.metrics.registry import METRICS, named

_SECTIONS = ("floors", "ceilings", "latency_ms", "losses")
_LATENCY = ("p50", "p95", "p99", "max")
_LOSSES = ("tag", "score", "turns")


@dataclass(frozen=True, slots=True)
class Gate:
    """Shares between 0 and 1, times in ms."""

    floors: dict[str, float] = field(default_factory=dict)
    ceilings: dict[str, float] = field(default_factory=dict)
    latency_ms: dict[str, float] = field(default_factory=dict)
    tag_loss: float | None = None
    score_loss: float | None = None
    min_turns: int = 10


def load(path: Path) -> Gate:
    """Reads gate.toml; GateError says which section and key, and what is allowed."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GateError(f"{path}: cannot be read ({error.strerror}): pass a gate.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"{path}: no TOML ({error})") from error
    for section, body in data.items():
        if section not in _SECTIONS or not isinstance(body, dict):
            raise GateError(f"{path}: {section}: unknown section: allowed are {', '.join(_SECTIONS)}")
    rates = [m.name for m in METRICS if not m.error]
    errors = [m.name for m in METRICS if m.error]
    losses = _section(path, data, "losses", _LOSSES)
    return Gate(
        floors={k: _share(path, "floors", k, v) for k, v in _section(path, data, "floors", rates).items()},
        ceilings={k: _share(path, "ceilings", k, v) for k, v in _section(path, data, "ceilings", errors).items()},
        latency_ms={k: _number(path, "latency_ms", k, v) for k, v in _section(path, data, "latency_ms", _LATENCY).items()},
        tag_loss=_share(path, "losses", "tag", losses["tag"]) if "tag" in losses else None,
        score_loss=_share(path, "losses", "score", losses["score"]) if "score" in losses else None,
        min_turns=int(_number(path, "losses", "turns", losses.get("turns", 10))),
    )


def _section(path: Path, data: dict[str, Any], name: str, allowed: tuple[str, ...] | list[str]) -> dict[str, Any]:
    body: dict[str, Any] = data.get(name, {})
    for key in body:
        if key not in allowed:
            raise GateError(f"{path}: {name}.{key}: unknown: allowed are {', '.join(allowed)}")
    return body


def _share(path: Path, section: str, key: str, value: Any) -> float:
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value)):
        return float(match[1]) / 100
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise GateError(f'{path}: {section}.{key}: {value!r} is no share: write "97%" or 0.97')


def _number(path: Path, section: str, key: str, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    raise GateError(f"{path}: {section}.{key}: {value!r} is no number: write it as 10 or 2.5")


def failures(gate: Gate, summary: dict[str, Any]) -> list[str]:
    """What one run does not reach, each in a sentence; a score that the set does not measure fails its floor."""
    found = []
    for names, low in ((gate.floors, True), (gate.ceilings, False)):
        for name, limit in names.items():
            score = summary["scores"].get(name)
            if score is None:
                found.append(f"{name} is not measured by this set: the gate wants {'at least' if low else 'at most'} {limit:.1%}")
            elif (score["value"] < limit) if low else (score["value"] > limit):
                found.append(f"{name} {score['value']:.2%} is {'below' if low else 'above'} {limit:.2%}")
    own = summary["latency_ms"].get("own", {})
    for name, limit in gate.latency_ms.items():
        if name not in own:
            found.append(f"latency {name} is not measured: the answers carry no latency_ms")
        elif own[name] > limit:
            found.append(f"latency {name} {own[name]:g} ms is above {limit:g} ms")
    return found


def lost(gate: Gate, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What got worse than the gate allows, by tag and by score."""
    found = []
    if gate.tag_loss is not None:
        for tag, score in before["by"]["tag"].items():
            now = after["by"]["tag"].get(tag)
            if now and min(now["n"], score["n"]) >= gate.min_turns and score["value"] - now["value"] > gate.tag_loss + 1e-9:
                found.append(f"tag {tag} lost {score['value'] - now['value']:.1%} ({score['value']:.1%} → {now['value']:.1%})")
    if gate.score_loss is not None:
        for name, score in before["scores"].items():
            now, metric = after["scores"].get(name), named(name)
            if now is None or metric is None:
                continue
            loss = (now["value"] - score["value"]) * (1 if metric.error else -1)
            if loss > gate.score_loss + 1e-9:
                found.append(f"{name} got worse by {loss:.1%} ({score['value']:.1%} → {now['value']:.1%})")
    return found
