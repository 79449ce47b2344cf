"""Every answering page is sound HTML: title, language, unique ids, labelled fields, no inline code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.respondents import OpenSurvey
from tests.web.respond.conftest import Device

UNLABELLED = ("hidden", "submit", "button")


def check_page(tree: Any, language: str) -> None:
    """Assert that a page is sound."""
    assert tree.xpath("/html/@lang") == [language]
    assert tree.xpath("string(//title)").strip()
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//main[@id='content']")
    assert not any("\ue000" in text or "\ue001" in text for text in tree.itertext())
    ids = tree.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    targets = set(ids)
    for reference in tree.xpath("//@aria-describedby | //@aria-labelledby"):
        assert set(reference.split()) <= targets
    for label in tree.xpath("//label/@for"):
        assert label in targets
    for field in tree.xpath("//input | //select | //textarea"):
        if field.get("type") not in UNLABELLED:
            labels = tree.xpath("//label[@for=$id]", id=field.get("id"))
            assert len(labels) == 1, field.get("name")
            assert "".join(labels[0].itertext()).strip(), field.get("name")
            assert field.get("name") or field.get("readonly") is not None
    for group in tree.xpath("//fieldset"):
        assert "".join(group.xpath("string(./legend)")).strip()
    assert not tree.xpath("//script[not(@src)] | //style | //*[@style]")
    assert not [name for name in tree.xpath("//@*") if str(getattr(name, "attrname", "")).startswith("on")]
    # Without an action the place that the error summary led to would stay in the address, through to the receipt.
    for form in tree.xpath("//form"):
        assert form.get("action"), form.get("id")
    for image in tree.xpath("//img"):
        assert image.get("alt") is not None


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_every_page_is_sound(device: Device, survey: OpenSurvey, language: str) -> None:
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step")
    if language != "lv":
        device.press(f"language={language}")
    device.press("go=next", {"q-used": "never"})
    for place in ("", "part/work", "part/why", "part/wishes", "part/order", "preview", "practice"):
        device.open(f"/answer/{survey.run_id}/{place}")
        assert device.status == 200
        check_page(device.tree, language)
    device.open(f"/answer/{survey.run_id}/part/wishes")
    device.press("go=next", {"q-visits_wanted": "99", "q-stay-start": "2027-07-01", "q-comment": "x" * 501})
    assert device.tree.xpath("//*[@role='alert'][@data-focus]")
    check_page(device.tree, language)
    device.open(f"/answer/{survey.run_id}/practice").press("go=send", form="card")
    assert device.status == 422
    check_page(device.tree, language)
    device.open(f"/answer/{survey.run_id}/preview").press("go=send", form="step")
    assert device.tree.xpath("//*[@role='alert'][@data-focus]")
    check_page(device.tree, language)
    device.open(f"/answer/{survey.run_id}/part/wishes")
    device.press("go=next", {"q-visits_wanted": "9", "q-stay-start": "", "q-comment": ""})
    device.open(f"/answer/{survey.run_id}/preview").press("go=send", form="step")
    assert device.url.endswith("/receipt")
    check_page(device.tree, language)
    device.press("go=leave", form="step")
    check_page(device.tree, language)
    device.open("/a/nothing")
    check_page(device.tree, "lv")


def test_a_page_is_made_once(device: Device, survey: OpenSurvey, other_device: Device) -> None:
    """What one respondent filled in never appears on another's page."""
    device.open(f"/a/{survey.links[0]}").press("go=begin", form="step").press("go=next", {"q-used": "often"})
    device.press("go=save", {"q-comment": "Tikai mans", "q-help": "yes"})
    other_device.open(f"/a/{survey.links[1]}").press("go=begin", form="step").press("go=next")
    assert other_device.heading == "Nākamais gads"
    assert other_device.value("q-comment") == ""
    assert other_device.checked("q-help") == []
    assert "Jūs atbildējāt „…”." in other_device.text
    assert not other_device.tree.xpath("//*[@role='status']//*[contains(@class, 'notification')]")
