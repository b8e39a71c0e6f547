"""`manage.py prove_history`: prove that nobody altered, deleted or slipped in any; exit code 1 when somebody did."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinglin.engines.history.models import Proof
from xinglin.engines.history.proving import prove
from xinglin.engines.history.roots import published


class Command(BaseCommand):
    """Prove history."""

    help = "核对全部历史记录和操作日志与封存时是否一致；有被修改、删除、插入的记录时逐条指出，并以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="只逐条核对这一天及以后封存的记录，如 2026-11-01")
        parser.add_argument("--published", type=Path, help="与这个文件中公布的每日根值比对（默认用本机的记录）")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["published"]
        if file and not file.exists():
            raise CommandError(f"找不到文件 {file}，请核对路径。")
        proof = prove(by="命令行", since=options["since"], roots=published(file) if file else None)
        if options["json"]:
            self.stdout.write(json.dumps(_facts(proof), ensure_ascii=False, indent=2))
        else:
            self._tell(proof)
        if proof.problems:
            raise CommandError(f"历史不完整：发现 {proof.problems} 处问题。", returncode=1)

    def _tell(self, proof: Proof) -> None:
        self.stdout.write(f"核对 {proof.blocks} 块、{proof.rows} 条，另有 {proof.unsealed} 条尚未封存。")
        for found in proof.findings:
            self.stdout.write(found["message"])
        if not proof.problems:
            self.stdout.write("与封存时完全一致。")


def _facts(proof: Proof) -> dict[str, Any]:
    names = ("blocks", "rows", "unsealed", "problems", "findings")
    seconds = (proof.finished_at - proof.started_at).total_seconds()
    return {**{name: getattr(proof, name) for name in names}, "seconds": seconds}
