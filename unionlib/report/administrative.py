"""What surrounds the body of an administrative document (Decree 30/2020/NĐ-CP, Annex I)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from unionlib.letters import uncapital

BANNERS = {"draft": "DỰ THẢO", "synthetic": "SỐ LIỆU MÔ PHỎNG – không phải số liệu thật"}
_BLANK = "\u00a0"


def administrative(edition: Mapping[str, Any], lacking: str) -> dict[str, Any]:
    """Return what surrounds the body: letterhead, title, recipients, signature, status.

    Number and date are left open where they are not known yet. ``lacking`` says whose
    figures the province's totals are without.
    """
    issuer, document = edition["issuer"], edition["document"]
    number = str(document.get("number") or "")
    kind, abstract = str(document["title"]), str(document["abstract"])
    status = str(edition["status"])
    signature = edition.get("signature", {})
    return {
        "status": status,
        "banner": _banner(status, lacking),
        "title": f"{kind.capitalize()} {uncapital(abstract)}",
        "letterhead": {
            "parent": issuer.get("parent", ""),
            "name": issuer["name"],
            "number": f"Số:{' ' + number.zfill(2) if number else _BLANK * 8}/{document['symbol']}",
            "date": f"{document['place']}, {_day(document.get('date'))}",
            "kind": kind,
            "abstract": abstract,
        },
        "recipients": _closed(edition.get("recipients", [])),
        "signature": {
            "authority": signature.get("authority"),
            "office": signature.get("office"),
            "signed": "(đã ký)" if signature.get("signed") and status == "official" else None,
            "name": signature.get("name"),
        },
    }


def _banner(status: str, lacking: str) -> str:
    """Return what every page says of a report that is not official, its missing units too."""
    banner = BANNERS.get(status, "")
    return f"{banner} – chưa có số liệu của {lacking}" if banner and lacking else banner


def _closed(lines: Sequence[str]) -> list[str]:
    """End each line of a list with a semicolon, the last with a full stop."""
    bare = [str(line).rstrip(" ;.") for line in lines]
    return [f"{line}{'.' if place == len(bare) else ';'}" for place, line in enumerate(bare, 1)]


def _day(day: str | date | None) -> str:
    """Write a date as documents do: days below 10 and months 1 and 2 with a leading zero.

    Where it is open, so is its year: that of the figures is mostly over when they are signed.
    """
    if not day:
        return f"ngày{_BLANK * 5}tháng{_BLANK * 5}năm{_BLANK * 10}"
    known = day if isinstance(day, date) else date.fromisoformat(day)
    month = f"{known.month:02}" if known.month <= 2 else str(known.month)
    return f"ngày {known.day:02} tháng {month} năm {known.year}"
