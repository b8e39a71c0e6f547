"""Why it came out so: a sentence for each preference of each applicant, in plain Chinese (REC-50).

Of others it says nothing but, where the province publishes it, the score of the last one admitted.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from xinglin.kit.matching.market import Couple, Market, Matching
from xinglin.kit.matching.reasons import Answer, PairReason, Reason, Reasons

Json = dict[str, Any]
NONE = "不录取"  # one of a couple goes without


class Explanations:
    """The reasons of a whole run."""

    def __init__(self, inputs: Mapping[str, Any], market: Market, matching: Matching, *, shows_last: bool) -> None:
        self.inputs, self.market, self.matching, self.shows_last = inputs, market, matching, shows_last
        self.reasons = Reasons(market, matching)
        self.places = inputs["places"]
        self.wishes = [{wish["place"]: wish for wish in person["preferences"]} for person in inputs["applicants"]]
        self.couples = {one: couple for couple in market.couples for one in (couple.first, couple.second)}

    def all(self) -> Iterator[tuple[str, int | None, int | None, list[Json]]]:
        """学员编号, key of the place or None, 志愿序号 or None, and one reason a preference."""
        for a, person in enumerate(self.inputs["applicants"]):
            place = self.matching.admitted[a]
            told = self._joint(a) if a in self.couples else self._single(a)
            rank = next((one["rank"] for one in told if one["answer"] == Answer.ADMITTED.value), None)
            has_place = place is not None
            key = self.places[place]["key"] if place is not None else None
            yield person["number"], key, rank if has_place else None, told

    def _single(self, applicant: int) -> list[Json]:
        told, met = [], 0
        for rank, reason in enumerate(self.reasons.of(applicant), start=1):
            met = rank if reason.answer is Answer.ADMITTED else met
            title, why = self.places[reason.programme]["name"], self._why(applicant, reason, met)
            told.append({"rank": rank, "title": title, "answer": reason.answer.value, "why": why})
        return told

    def _why(self, applicant: int, reason: Reason, met: int) -> str:
        place = self.places[reason.programme]
        wish = self.wishes[applicant][place["key"]]
        match reason.answer:
            case Answer.NOT_NEEDED:
                return f"您已被第 {met} 志愿录取，不再考虑该志愿。"
            case Answer.UNRANKED:
                return f"{wish['bar']}，该志愿不参加排序。"
            case Answer.ADMITTED:
                passed = (reason.rank or 0) > place["quota"]
                others = "排在您前面的学员有的已录取到更靠前的志愿，" if passed else ""
                return f"{self._standing(wish, reason)}，计划 {place['quota']} 人，{others}您被录取到该志愿。"
        if not place["quota"]:
            return "该专业没有剩余的招收计划。"
        kept = sum(place["reserves"].values())
        others = f"（其中预留名额 {kept} 人）" if kept else ""
        told = f"{self._standing(wish, reason)}；计划 {place['quota']} 人{others}已由排在您前面的学员录满"
        if kept:
            told = told.replace("排在您前面的学员", "排在您前面或符合预留条件的学员")
        return f"{told}{self._last_score(reason)}。"

    def _standing(self, wish: Json, reason: Reason) -> str:
        rank = f"在报考该专业的学员中排第 {reason.rank} 名"
        return f"按培训基地的排序，您{rank}" if wish["hand"] is not None else f"您总成绩 {score(wish)} 分，{rank}"

    def _last_score(self, reason: Reason) -> str:
        if not self.shows_last or reason.last is None:
            return ""
        last = self.wishes[reason.last][self.places[reason.programme]["key"]]
        return "" if last["hand"] is not None else f"，最后一名录取学员的总成绩为 {score(last)} 分"

    def _joint(self, applicant: int) -> list[Json]:
        couple, told, met = self.couples[applicant], [], 0
        found = self.reasons.of_couple(couple)
        for rank, (pair, reason) in enumerate(zip(couple.preferences, found, strict=True), start=1):
            met = rank if reason.answer is Answer.ADMITTED else met
            mine, theirs = pair if applicant == couple.first else (pair[1], pair[0])
            title = f"本人：{self._name(mine)}；对方：{self._name(theirs)}"
            why = self._why_joint(couple, pair, reason, met)
            told.append({"rank": rank, "title": title, "answer": reason.answer.value, "why": why})
        return told

    def _why_joint(self, couple: Couple, pair: tuple[int | None, int | None], reason: PairReason, met: int) -> str:
        match reason.answer:
            case Answer.NOT_NEEDED:
                return f"两人已按第 {met} 组联合志愿录取，不再考虑该组。"
            case Answer.ADMITTED:
                return "两人按该组联合志愿录取。"
            case Answer.UNRANKED:
                asked = zip((couple.first, couple.second), pair, strict=True)
                barred = [self._name(p) for one, p in asked if p is not None and one not in self.market.rankings[p]]
                return f"未参加“{'”“'.join(dict.fromkeys(barred))}”的排序（预审核或成绩不符合要求），该组不能录取。"
        names = "”“".join(self._name(p) for p in reason.refusing)
        both = "" if None in pair else "两人"
        return f"“{names}”的计划已由排在前面的学员录满，{both}不能{both and '同时'}录取到该组。"

    def _name(self, place: int | None) -> str:
        return NONE if place is None else self.places[place]["name"]


def score(wish: Mapping[str, Any]) -> str:
    """«86.5»: as people write it."""
    return f"{Decimal(wish['score']).normalize():f}"
