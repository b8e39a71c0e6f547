"""Proving that history is what was sealed: rows, blocks, their chain, the days, the published lines (PLT-61)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from xinglin.engines.secrets.keys import Unreadable
from xinglin.kit.calendar import start_of

from .models import DailyRoot, Proof, SealedBlock
from .prints import FIRST, Content, Table, columns_of, content_of, entries, rows_after, tables, times_of
from .roots import digests_of, published
from .sealing import GENESIS
from .seals import NoKey, digest_of, drop_purpose, root_of, sealing_key, signed

KEPT_FINDINGS = 1000
BACKDATED = timedelta(days=1)  # a row older than the sealing before, by more than the longest transaction
NO_KEY = "封存密钥缺失或被替换，无法验证任何封存记录。请核对 XINGLIN_KEYS，并从备份恢复 history_sealingkey 表。"
# What is wrong, in the order of the chain.
KINDS = {
    "altered": "记录被修改",
    "deleted": "记录被删除",
    "inserted": "记录被插入",
    "columns": "列已不存在",
    "block": "封存记录异常",
    "clock": "时间异常",
    "root": "每日根值异常",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `key` is a row's key, `at` its time or the time within which it was written."""

    kind: str
    message: str
    table: str = ""
    key: int | None = None
    at: str = ""


@dataclass
class Chain:
    """What the blocks up to here say."""

    number: int = 0
    digest: bytes = GENESIS
    sealed_at: datetime | None = None
    last_keys: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[datetime]] = field(default_factory=dict)  # table → the last two different sealing times


@dataclass
class Result:
    """What a proof counts."""

    blocks: int = 0
    rows: int = 0
    unsealed: int = 0
    problems: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, found: Finding) -> None:
        """The first thousand are kept, all are counted."""
        self.problems += 1
        if len(self.findings) < KEPT_FINDINGS:
            self.findings.append(found)


def prove(
    *,
    by: str,
    since: date | None = None,
    roots: Mapping[date, str] | None = None,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Proof:
    """Compare every sealed row with what it was. Before `since` only blocks and days are looked at, not their rows.

    `roots`: published roots by day, by default those in this installation's own file. Kept as a Proof.
    """
    started, result = timezone.now(), Result()
    try:
        key = sealing_key()
    except (NoKey, Unreadable):
        key = b""
        if SealedBlock.objects.exists():
            result.add(Finding("block", NO_KEY))
    if not result.problems:
        _prove_blocks(key, since, result, progress)
        _prove_roots(key, published() if roots is None else roots, result)
    return Proof.objects.create(
        started_at=started,
        finished_at=timezone.now(),
        by=by,
        since=since,
        blocks=result.blocks,
        rows=result.rows,
        unsealed=result.unsealed,
        problems=result.problems,
        findings=[asdict(found) for found in result.findings],
    )


def _prove_blocks(key: bytes, since: date | None, result: Result, progress: Callable[[int, int], object]) -> None:
    known = {table.name: table for table in tables()}
    standing = {name: columns_of(name) for name in known}
    chain, total = Chain(), SealedBlock.objects.count()
    for block in _blocks():
        for found in _linked(chain, block, key):
            result.add(found)
        if block.table not in known:
            message = f"表 {block.table} 已不存在，无法核对其中 {block.rows} 条记录。"
            result.add(Finding("columns", message, block.table))
        elif since is None or block.sealed_at >= start_of(since):
            for found in _rows_of(block, known[block.table], standing[block.table], key):
                result.add(found)
            result.rows += block.rows
        result.blocks += 1
        progress(result.blocks, total)
    for table in known.values():
        result.unsealed += rows_after(table, chain.last_keys.get(table.name, FIRST))


def _blocks() -> Iterator[SealedBlock]:
    """All blocks in order, few at a time and without their prints."""
    last = 0
    while page := list(SealedBlock.objects.filter(number__gt=last).defer("prints").order_by("number")[:500]):
        yield from page
        last = page[-1].number


def _linked(chain: Chain, block: SealedBlock, key: bytes) -> Iterator[Finding]:
    """Does the block follow the one before, unaltered and in time?"""
    where = f"第 {block.number} 块（{block.table}）"
    if block.number != chain.number + 1:
        yield _block(block, f"第 {chain.number + 1} 至 {block.number - 1} 块封存记录被删除。")
    elif bytes(block.previous) != chain.digest:
        yield _block(block, f"{where}与前一块不相接，封存记录被替换过。")
    if digest_of(block) != bytes(block.digest) or signed(key, block.digest, "block") != bytes(block.signature):
        yield _block(block, f"{where}的内容或签名与封存时不符，封存记录被改动过。")
    if block.after_key != chain.last_keys.get(block.table, FIRST):
        yield _block(block, f"{where}与该表前一块之间有未封存的空隙。")
    if block.dropped_at and signed(key, block.digest, drop_purpose(block.dropped_at)) != bytes(block.drop_signature):
        yield _block(block, f"{where}标为到期清理，但签名不符，不是由系统清理的。")
    yield from _in_time(chain, block, where)
    chain.number, chain.digest, chain.sealed_at = block.number, bytes(block.digest), block.sealed_at
    chain.last_keys[block.table] = block.last_key


def _block(block: SealedBlock, message: str) -> Finding:
    return Finding("block", message, block.table, at=_moment(block.sealed_at))


def _in_time(chain: Chain, block: SealedBlock, where: str) -> Iterator[Finding]:
    if chain.sealed_at and block.sealed_at < chain.sealed_at:
        message = f"{where}的封存时间早于前一块，系统时钟被往回调过。"
        yield Finding("clock", message, block.table, at=_moment(block.sealed_at))
    runs = chain.runs.setdefault(block.table, [])
    if not runs or block.sealed_at != runs[-1]:
        runs.append(block.sealed_at)
        del runs[:-2]
    if len(runs) > 1 and block.first_at < runs[0] - BACKDATED:
        message = f"{where}中有记录的时间为 {_moment(block.first_at)}，早于上一次封存，时间是倒填的。"
        yield Finding("clock", message, block.table, at=_moment(block.first_at))
    if block.last_at > block.sealed_at + BACKDATED:
        yield Finding("clock", f"{where}中有记录的时间晚于封存时间。", block.table, at=_moment(block.last_at))


def _rows_of(block: SealedBlock, known: Table, standing: set[str], key: bytes) -> Iterator[Finding]:
    """Are the block's rows what they were?"""
    table = replace(known, columns=tuple(block.columns), secrets=tuple(block.secrets))
    gone = {*table.columns, *(secret.rpartition(":")[0] for secret in table.secrets)} - standing
    if gone:
        listed = "、".join(sorted(gone))
        yield Finding("columns", f"第 {block.number} 块封存了列 {listed}，现在表中没有，无法核对。", block.table)
        return
    now = content_of(table, block.after_key, block.last_key, key)
    expected = b"" if block.dropped_at else bytes(block.content)
    if (now.prints and now.digest) != expected:
        yield from _different(block, table, now)


def _different(block: SealedBlock, table: Table, now: Content) -> Iterator[Finding]:
    """Name the rows: the prints kept with the block tell which they were."""
    kept = SealedBlock.objects.filter(pk=block.pk).values_list("prints", flat=True).get()
    if not block.dropped_at and (kept is None or sha256(kept).digest() != bytes(block.content)):
        yield _block(block, f"第 {block.number} 块（{block.table}）的逐行指纹被改动过，其中的记录已无法逐条核对。")
        return
    before, after = dict(entries(bytes(kept or b""))), dict(entries(now.prints))
    span = f"{_moment(block.first_at)} 至 {_moment(block.last_at)}"
    found = [("deleted", row) for row in before.keys() - after.keys()]
    found += [("inserted", row) for row in after.keys() - before.keys()]
    found += [("altered", row) for row in before.keys() & after.keys() if before[row] != after[row]]
    times = times_of(table, [row for kind, row in found if kind != "deleted"])
    for kind, row in sorted(found, key=lambda each: each[1]):
        at = _moment(times[row]) if row in times else span
        yield Finding(kind, f"{table.title}：{KINDS[kind]}，主键 {row}，时间 {at}。", block.table, row, at)


def _prove_roots(key: bytes, outside: Mapping[date, str], result: Result) -> None:
    """The days, one after the other, and beside what was published."""
    previous, last, days = b"", 0, {}
    for root in DailyRoot.objects.order_by("day"):
        days[root.day] = bytes(root.root).hex()
        holds = (
            bytes(root.previous) == previous
            and root.first_number == last + 1
            and root_of(root, digests_of(root)) == bytes(root.root)
            and signed(key, root.root, "root") == bytes(root.signature)
        )
        if not holds:
            result.add(Finding("root", f"{root.day} 的根值与当日的封存记录不符。", at=str(root.day)))
        previous, last = bytes(root.root), root.last_number
    for day, known in sorted(outside.items()):
        if days.get(day) != known:
            now = f"现在是 {days[day]}" if day in days else "现在没有这一天的根值"
            message = f"{day} 公布的根值是 {known}，{now}：当日及以前的历史被整体替换或删除过。"
            result.add(Finding("root", message, at=str(day)))


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
