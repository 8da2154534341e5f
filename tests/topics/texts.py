"""Made-up projects on a few plain subjects, for tests that need topics to be found."""

from __future__ import annotations

import random

SUBJECTS = {
    "breast": "breast cancer tumour mammography BRCA1 oncology screening metastasis radiotherapy chemotherapy biopsy",
    "heart": "heart failure cardiac atrial fibrillation arrhythmia ventricle echocardiography stroke anticoagulation",
    "mind": "depression psychiatry bipolar disorder schizophrenia lithium anxiety adolescents psychotherapy mood sleep",
    "gut": "gut microbiome bacteria intestine faecal diet obesity metabolism fibre probiotics colitis inflammation",
    "data": "federated learning privacy records standards software algorithms hospitals servers encryption audit",
}


def text(subject: str, number: int) -> str:
    """A text with 25 words on a subject, always the same for the same number."""
    drawn = random.Random(f"{subject} {number}")
    return " of the ".join(drawn.choices(SUBJECTS[subject].split(), k=25))


def projects(each: int, subjects: tuple[str, ...] = tuple(SUBJECTS), start: int = 0) -> dict[str, str]:
    """Identifiers such as heart-07 and their texts."""
    return {f"{name}-{n:02}": text(name, n) for name in subjects for n in range(start, start + each)}


def as_csv(texts: dict[str, str], funding: dict[str, str] | None = None) -> str:
    """As a file of projects."""
    lines = ["project_id,title,summary,funding_eur"]
    lines += [f"{name},Study,{text},{(funding or {}).get(name, '')}" for name, text in texts.items()]
    return "\n".join(lines) + "\n"
