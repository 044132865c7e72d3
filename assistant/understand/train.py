"""Trains the intent model: `python -m assistant.understand.train` (seconds, one core, deterministic).

Reads only `data/intents.yaml`; evaluation questions never feed it. Prints the labels, a cross-validated accuracy
and the confusion table, and writes `data/intent.npz` and `data/intent_report.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml

from assistant.understand.intent import MODEL, features

SOURCE = Path(__file__).parent / "data" / "intents.yaml"
REPORT = Path(__file__).parent / "data" / "intent_report.json"


def examples(path: Path = SOURCE) -> tuple[list[str], list[str]]:
    """Phrases and their labels."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    pairs = [(str(phrase), label) for label, phrases in raw.items() for phrase in phrases]
    return [phrase for phrase, _ in pairs], [label for _, label in pairs]


def train(path: Path = SOURCE, out: Path = MODEL, report: Path = REPORT) -> dict[str, object]:
    """Fit, cross-validate, write; returns the report."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import confusion_matrix
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    texts, labels = examples(path)

    def pipeline() -> object:
        return make_pipeline(
            TfidfVectorizer(analyzer=features, sublinear_tf=True, norm="l2"),
            LogisticRegression(C=20.0, max_iter=2000, class_weight="balanced", random_state=0),
        )

    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    guessed = cross_val_predict(pipeline(), texts, labels, cv=folds)
    names = sorted(set(labels))
    fitted = pipeline()
    fitted.fit(texts, labels)  # type: ignore[attr-defined]  # scikit-learn has no types, its pipeline reads as an object
    vectoriser, regression = (step for _, step in fitted.steps)  # type: ignore[attr-defined]  # as above
    vocabulary = sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.get)
    np.savez_compressed(
        out,
        vocabulary=np.array("\n".join(vocabulary)),
        idf=vectoriser.idf_.astype(np.float16),
        weights=regression.coef_.T.astype(np.float16),
        bias=regression.intercept_.astype(np.float32),
        labels=np.array("\n".join(regression.classes_)),
    )
    result: dict[str, object] = {
        "phrases": len(texts),
        "labels": names,
        "cross_validated_accuracy": round(float(np.mean(np.array(guessed) == np.array(labels))), 4),
        "confusion": confusion_matrix(labels, guessed, labels=names).tolist(),
    }
    report.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return result


def main() -> None:
    result = train()
    labels = result["labels"]
    assert isinstance(labels, list) and isinstance(result["confusion"], list)
    print(f"{result['phrases']} phrases, {len(labels)} labels, 5-fold accuracy {result['cross_validated_accuracy']}")
    for name, row in zip(labels, result["confusion"], strict=True):
        print(f"{name:12}" + "".join(f"{count:4}" for count in row))


if __name__ == "__main__":
    main()
