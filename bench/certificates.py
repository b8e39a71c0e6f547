"""certificates: 1,000 certificates of the product, set and signed with a key on the curve P-256.

The floor is Typst alone, setting the same papers in one process.
"""

import json
import os
import resource
import sys
import time
from statistics import median

from django.conf import settings

from tests.factories.seal import PASSPHRASE, seal_file
from xinglin.domains.assessment.queries.printing import TEMPLATE
from xinglin.kit.papers import Paper, SealFile, all_printed
from xinglin.kit.typesetting import qr, typeset

ROUNDS = 3


def papers(number: int) -> list[Paper]:
    """Of physicians that nobody is."""
    return [
        Paper(
            TEMPLATE,
            {
                "title": "医师定期考核合格证书",
                "number": f"112026{place:07}",
                "code": "ABCD2345",
                "address": "xinglin.example/verify",
                "statement": f"医师{place}于 2024–2026 年周期参加医师定期考核，考核结果为合格，特发此证。",
                "lines": [(f"项目{line}", f"内容 {place} {line}") for line in range(8)],
                "issuer": "示范省卫生健康委员会",
                "issued_on": "2026-11-20",
                "is_sealed": True,
            },
            {"qr.svg": qr(f"https://xinglin.example/verify/?number=112026{place:07}&code=ABCD2345")},
            reason="医师定期考核合格证书",
        )
        for place in range(number)
    ]


def main(number: int) -> None:
    """Rounds in turn; one JSON line last."""
    pkcs12, _ = seal_file()
    wanted, processes, times = papers(number), os.cpu_count() or 1, []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        made = sum(pdf.startswith(b"%PDF") for pdf in all_printed(wanted, SealFile(pkcs12, PASSPHRASE)))
        assert made == number
        ours = time.perf_counter() - started
        started = time.perf_counter()
        for paper in wanted:
            typeset(paper.template, paper.data, paper.files)
        times.append((ours, time.perf_counter() - started))
        print(f"ours {times[-1][0]:.1f} s, typst alone {times[-1][1]:.1f} s", flush=True)
    ours_s, floor_s = (median(column) for column in zip(*times, strict=True))
    print(
        json.dumps(
            {
                "name": "certificates",
                "number": number,
                "processors": processes,
                "a_second": round(number / ours_s, 1),
                "ours_s": round(ours_s, 2),
                "floor_s": round(floor_s, 2),
                "ratio_floor": round(ours_s / floor_s, 2),
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    assert settings.configured
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000)
