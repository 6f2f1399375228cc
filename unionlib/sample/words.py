"""The words of a sample: who issues it, and narrative that says that it is none."""

from __future__ import annotations

import tomlkit

from unionlib.edition import Edition
from unionlib.errors import DataError, Fault
from unionlib.letters import capital
from unionlib.periods import YEARS
from unionlib.sample.tree import ROOT_NAME
from unionlib.sentences import fields
from unionlib.syntax import names
from unionlib.words import narratives
from unionlib.writing import WRITTEN

NEUTRAL = "Đoạn văn mẫu của bộ số liệu mô phỏng, không phải nội dung của một báo cáo có thật."
SHOWN = "Số liệu mô phỏng của mục này:"


def imprint(year: int, unions: int, seed: int) -> str:
    """Return the text of ``edition.toml``: everything that a report needs, and nobody's name."""
    source = f"Số liệu mô phỏng do lệnh unionlib sample tạo ra ({unions} công đoàn cơ sở, hạt giống ngẫu nhiên {seed}), không phải số liệu thật"
    about = {
        "year": year,
        "status": "synthetic",
        "source": source,
        "recipients": ["Người dùng thử", "Lưu: Bộ số liệu mẫu"],
        "issuer": {"parent": "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "name": ROOT_NAME.upper()},
        "document": {
            "number": "",
            "symbol": "BC-LĐLĐ",
            "place": "Tỉnh Mẫu",
            "date": "",
            "title": "BÁO CÁO",
            "abstract": f"Kết quả hoạt động công đoàn năm {year} và phương hướng, nhiệm vụ trọng tâm năm {year + 1} (số liệu mô phỏng)",
        },
        "signature": {
            "authority": "TM. BAN THƯỜNG VỤ",
            "office": "CHỦ TỊCH",
            "name": "Người ký mẫu",
            "signed": False,
        },
    }
    return tomlkit.dumps(about)


def neutral(model: Edition, text: str) -> str:
    """Return a text of the codebook without the name of the model's place."""
    place = str(model.about.get("document", {}).get("place", ""))
    return text.replace(place, "Mẫu") if place else text


def narrative(model: Edition) -> dict[str, str]:
    """Return the text of each narrative file: the blocks of the model, in neutral words.

    A block prints the figures that it prints in the model, but for those of single
    units: the sample has units of its own.
    """
    faults: list[Fault] = []
    blocks = narratives(model, faults)
    if faults:
        raise DataError(faults)
    files: dict[str, list[str]] = {}
    for name, words in blocks.items():
        section, _, block = name.partition(".")
        files.setdefault(section, []).append(_block(model, block, words.text))
    return {section: "\n".join(found) for section, found in files.items()}


def _block(model: Edition, name: str, text: str) -> str:
    expressions = dict.fromkeys(expression for _, expression, _ in fields(text))
    listed = [
        f"- {_label(model, expression)}: {{{expression}}}{_unit(model, expression)}"
        for expression in expressions
        if expression not in YEARS
        and "unit" not in {key for _, key, _ in names(expression).selections}
    ]
    figures = "\n".join([SHOWN, "", *listed, ""]) + "\n" if listed else ""
    return f"## {name}\n\n{NEUTRAL}\n\n{figures}"


def _label(model: Edition, expression: str) -> str:
    label = model.quantity(expression).label or "; ".join(
        model.codebook[name].label for name in sorted(names(expression).measures)
    )
    for name, step in YEARS.items():  # of whatever year the sample is
        label = label.replace(f"năm {model.year + step}", f"năm {{{name}}}")
    label = neutral(model, label)
    return capital(label)


def _unit(model: Edition, expression: str) -> str:
    unit = model.quantity(expression).unit
    return "" if unit in WRITTEN else f" {unit}"
