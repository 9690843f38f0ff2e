"""The operator's console: what is in force, put in force, taken out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feria.mall.campaigns import api as campaigns
from feria.mall.members import api as members
from tests.mall import factories, festivals
from tests.mall.web.conftest import Mall, Visitor, text_of


@pytest.fixture
def analyst(mall: Mall) -> Visitor:
    user = factories.make_user("abe", "long-enough-secret")
    members.grant_role(user, "analyst")
    visitor = Visitor()
    visitor.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return visitor


@pytest.fixture
def code(mall: Mall) -> str:
    return campaigns.documents_in_force()[0].id


def text(code: str) -> str:
    return campaigns.document_of(code)[1]


def test_the_list_says_what_the_mall_shows(operator: Visitor, code: str) -> None:
    page = operator.get("/console/")
    assert [row.code for row in page.context["festivals"]] == [code]
    assert page.context["showing"].phase


def test_a_festivals_page_marks_the_phase_of_the_moment(operator: Visitor, code: str) -> None:
    spans = operator.get(f"/console/festivals/{code}/").context["spans"]
    assert [span.is_now for span in spans].count(True) == 1


def test_the_document_is_shown_as_it_was_written(operator: Visitor, code: str) -> None:
    page = operator.get(f"/console/festivals/{code}/document/")
    assert page.context["lines"] == text(code).splitlines()


def test_withdrawing_takes_the_prices_off_and_applying_brings_them_back(operator: Visitor, code: str) -> None:
    written = text(code)
    operator.post(f"/console/festivals/{code}/withdraw/")
    assert campaigns.documents_in_force() == ()
    operator.post("/console/apply/", text=written)
    assert [document.id for document in campaigns.documents_in_force()] == [code]
    # the same text is the same version
    assert campaigns.versions_of(code).count() == 1


def test_a_document_with_faults_changes_nothing_and_names_each(operator: Visitor, code: str) -> None:
    broken = text(code).replace("percent", "per-cent-ish", 1)
    assert broken != text(code)
    page = operator.post("/console/apply/", text=broken)
    assert page.status_code == 422
    assert page.context["problems"]
    assert all(problem.line for problem in page.context["problems"])
    assert campaigns.versions_of(code).count() == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"x" * 1_000_001])
def test_a_file_that_is_no_document_is_refused_in_words(operator: Visitor, content: bytes) -> None:
    page = operator.post("/console/apply/", file=SimpleUploadedFile("festival.yaml", content))
    assert page.context["form"].errors
    assert "1 MB" in text_of(page) or "UTF-8" in text_of(page)


def test_an_operator_shows_another_phase_and_lifts_it(operator: Visitor, code: str) -> None:
    first = campaigns.documents_in_force()[0].phases[0].id
    operator.post(f"/console/festivals/{code}/override/", moment=first)
    current = campaigns.current(festivals.FRENZY)
    assert current is not None
    assert (current.moment.phase.id, current.is_overridden) == (first, True)  # type: ignore[union-attr]
    operator.post(f"/console/festivals/{code}/override/", moment="")
    current = campaigns.current(festivals.FRENZY)
    assert current is not None
    assert not current.is_overridden


def test_an_analyst_looks_and_changes_nothing(analyst: Visitor, code: str) -> None:
    assert analyst.get(f"/console/festivals/{code}/").status_code == 200
    assert analyst.get("/board/").status_code == 200
    assert analyst.get("/console/apply/").status_code == 403
    assert analyst.post(f"/console/festivals/{code}/withdraw/").status_code == 403
    assert analyst.post(f"/console/festivals/{code}/override/", moment="").status_code == 403


def test_shoppers_are_kept_out(shopper: Visitor, code: str) -> None:
    for path in ("/console/", f"/console/festivals/{code}/", "/board/"):
        assert shopper.get(path).status_code == 403


def test_a_festival_that_does_not_exist_is_not_found(operator: Visitor, mall: Mall) -> None:
    assert operator.get("/console/festivals/none/").status_code == 404


def test_the_schema_is_handed_to_editors(operator: Visitor, mall: Mall) -> None:
    assert operator.get("/console/schema.json").json()["type"] == "object"
