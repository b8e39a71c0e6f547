"""Every address × every role: nobody is let in where he does not belong, and nothing changes (PLT-04)."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import Resolver404, ResolverMatch, resolve

from tests.contracts import urls
from tests.contracts.addresses import DECLARED, Arguments, addresses, names_record, patterns
from tests.contracts.fingerprint import changed, fingerprint
from tests.contracts.forms import offered
from tests.contracts.world import World
from tests.once import undone
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.pages import PUBLIC, SIGNED_IN
from xinglin.engines.access.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-03", "PLT-04")]
PATTERNS = patterns()
GUARDED = {name: pattern for name, pattern in PATTERNS.items() if pattern.callback.access != PUBLIC}
Known = dict[str, list[Arguments]]
POSTED = {
    "do": "approve",
    "comment": "请核对",
    "reason": "核对身份信息",
    "ids": ["1", "2"],
    "revision": "1",
    "identity": "1",
    "field": "portrait",
}
OF_EVERY_LIST = ("['filter']", "['columns']", "['usual_columns']", "['export']")
ONES_OWN = ("lists_bulkresult", "lists_chosencolumns")  # what a list notes for whoever uses it


def may(actor: Actor, access: Any) -> bool:
    """Does the role get past the view's declaration?"""
    return access in (PUBLIC, SIGNED_IN) or any(actor.may(right) for right in access)


def test_every_view_says_who_may_call_it() -> None:
    silent = [name for name, pattern in PATTERNS.items() if not getattr(pattern.callback, "access", None)]
    assert not silent, f"{silent} declare no access, so they answer nobody: put @page(…) on them"


@override_settings(ROOT_URLCONF=urls.__name__)
def test_a_view_that_says_nothing_answers_nobody(world: World) -> None:
    browsers = [Client(), *(world.browser(actor) for role in Role if (actor := world.home(role)))]
    assert {browser.get("/said-nothing/").status_code for browser in browsers} == {404}
    assert world.browser(world.country.base).get("/said/").content == b"everything"
    assert Client().get("/public/").content == b"for everybody"


def test_who_is_not_signed_in_is_led_to_the_log_in(world: World, known: Known) -> None:
    before, wrong = fingerprint(), {}
    nobody, htmx = Client(), {"HX-Request": "true"}
    for name, pattern in GUARDED.items():
        for url in addresses(name, pattern, known):
            answers = [nobody.get(url), nobody.post(url, POSTED)]
            led = {(answer.status_code, answer.headers.get("Location", "").partition("?")[0]) for answer in answers}
            parts = {nobody.get(url, headers=htmx).status_code, nobody.post(url, POSTED, headers=htmx).status_code}
            if led != {(302, "/login/")} or parts != {401}:
                wrong[url] = (led, parts)
    assert not wrong
    assert not changed(before)


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_right_is_refused(world: World, known: Known, role: Role) -> None:
    """Whatever the record: its own hospital's or another's. Half of the roles ask for an address, half send to it."""
    actor = world.home(role) or world.strangers(role)[0]
    before, wrong = fingerprint(), {}
    for turn, (name, pattern) in enumerate(GUARDED.items(), start=list(Role).index(role)):
        if may(actor, pattern.callback.access):
            continue
        for url in addresses(name, pattern, known)[:1]:
            browser = world.browser(actor)
            answer = browser.post(url, POSTED) if turn % 2 else browser.get(url)
            if answer.status_code != 403:
                wrong[url] = answer.status_code
    assert not wrong
    assert not changed(before)


STRANGERS = [role for role in Role if "nation" not in role]  # nothing is foreign to the nation


@pytest.mark.parametrize("role", STRANGERS)
def test_for_a_stranger_the_record_does_not_exist(world: World, known: Known, role: Role) -> None:
    """The hospital next door, the other province, a sister unit: 404 by every way of asking, and nothing changes.

    Half of the roles send nothing at all, as others send to it: whose record it is comes first. Those further away only
    look: what they could send is found by the same queries.
    """
    before, wrong = fingerprint(), {}
    for number, actor in enumerate(world.strangers(role)):
        for turn, (name, pattern) in enumerate(GUARDED.items(), start=list(Role).index(role)):
            if not names_record(name, pattern) or not may(actor, pattern.callback.access):
                continue
            for url in addresses(name, pattern, known):
                browser = world.browser(actor)
                answers = {browser.get(url).status_code}
                if not number or answers == {405}:
                    answers.add(browser.post(url, (POSTED, {})[turn % 2]).status_code)
                if 404 not in answers or answers - {404, 405}:
                    wrong[actor.name, url] = answers
    assert not wrong
    assert not changed(before)


@pytest.fixture(scope="module")
def reached(built: World, known: Known, django_db_blocker: Any) -> dict[str, tuple[Actor, HttpResponse]]:
    """Address → somebody of the place who opens it, and what he is answered. Looking changes nothing."""
    found = {}
    with django_db_blocker.unblock():
        published = built.physicians[2:]  # whose results are
        for actor in published:
            built.browser(actor)  # signed in: that is noted
        before = fingerprint()
        for name, pattern in GUARDED.items():
            for url in addresses(name, pattern, known):
                homes = [actor for role in Role if (actor := built.home(role)) and may(actor, pattern.callback.access)]
                homes += published
                homes.sort(key=lambda actor: actor.unit.parent_id is None)  # the nation comes last
                answers = ((actor, built.browser(actor).get(url)) for actor in homes)
                opened = next((pair for pair in answers if pair[1].status_code in (200, 302, 405)), None)
                if opened:
                    found[url] = opened
        assert not changed(before)
    return found


Reached = dict[str, tuple[Actor, HttpResponse]]


def test_whoever_belongs_there_reaches_every_page(world: World, known: Known, reached: Reached) -> None:
    """Else the refusals above would prove nothing."""
    asked = {url for name, pattern in GUARDED.items() for url in addresses(name, pattern, known)}
    assert reached.keys() == asked, asked - reached.keys()


def test_what_a_page_offers_to_its_people_a_stranger_sends_in_vain(world: World, reached: Reached) -> None:
    """Every button of every page that is about records, with the very data that it would send.

    One stranger of each role sends it; those of a role take turns.
    """
    forms = {}
    for url, (opener, answer) in reached.items():
        if opener.unit.parent_id is None:
            continue  # what the nation is offered is partly the strangers' own
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            for target, data in offered(answer.content.decode(), url):
                forms[target.partition("?")[0] or url, str(data.get("do"))] = data
    before, wrong, sent = fingerprint(ONES_OWN), {}, 0
    for turn, ((target, button), data) in enumerate(forms.items()):
        match = _resolved(target)
        if not (match.kwargs or hasattr(match.func, "listing")):
            continue  # one's own account, record, messages
        for strangers in map(world.strangers, STRANGERS):
            actor = strangers[turn % len(strangers)]
            if may(actor, match.func.access):
                status, sent = world.browser(actor).post(target, data).status_code, sent + 1
                if status >= 500 or (match.kwargs and status != 404 and match.view_name not in DECLARED):
                    wrong[target, button, actor.name] = status
    assert not wrong
    assert not changed(before)
    assert sent > 100


def _resolved(target: str) -> ResolverMatch:
    try:
        return resolve(target)
    except Resolver404:
        pytest.fail(f"a page sends a form to {target}, which does not exist")


# What people and programs write where a key, a number, a day or a word is meant.
ODD = ("²", "-1", "9" * 30, "0001-01-01", "2026-02-31", "\u202e🙂", "=cmd|' /C calc'!A0", "x" * 5000, "1e400", "'--")
ASKED = ("page", "per_page", "sort", "columns", "result", "number", "with", "about", "batch", "institution", "place")
MEANT = ("do", "answered", "base", "kind", "goal")  # by which a form is known at all


def test_nothing_that_is_asked_breaks_a_page(world: World, reached: Reached) -> None:
    """Strange values in every address, and in every form once: an answer, never a fault, and nobody is thrown out."""
    asked, forms, wrong = dict[str, Any](), dict[tuple[str, str], Any](), {}
    for url, (actor, opened) in reached.items():
        html = "" if opened.streaming else opened.content.decode(errors="replace")
        asked[_resolved(url).view_name] = actor, url, {*ASKED, *re.findall(r'name="([\w:-]+)"', html)}
        for target, data in offered(html, url):
            view, do = _resolved(target.partition("?")[0] or url).view_name, str(data.get("do"))
            forms["" if do in OF_EVERY_LIST else view, do] = actor, target, data
    for turn, (view, (actor, url, names)) in enumerate(asked.items()):
        odd = {name: ODD[(turn + n) % len(ODD)][:500] for n, name in enumerate(sorted(names))}
        if (status := _status(world.browser(actor).get(url, odd))) >= 500:
            wrong[view] = status
    for turn, ((view, do), (actor, target, data)) in enumerate(forms.items()):
        if view == "accounts:logout":
            continue
        strange = {name: ODD[(turn + n) % len(ODD)] for n, name in enumerate(data) if name not in MEANT}
        with undone():  # some end sessions
            status = _status(world.browser(actor).post(target, data | strange))
        if status >= 500:
            wrong[view, do] = status
    assert not wrong
    assert len(forms) > 150


def _status(answer: HttpResponse) -> int:
    return 500 if answer.headers.get("Location", "").startswith("/login/") else answer.status_code
