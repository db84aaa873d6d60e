"""What a newcomer does on the page, with the real bot."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Slack

pytestmark = pytest.mark.e2e

CNN = "Combien de followers compte CNN ?"


def test_a_mention_is_completed_and_answered_in_its_thread(slack: Slack) -> None:
    slack.composer.press_sequentially("@ver")
    expect(slack.page.get_by_role("option", name="Verbatim")).to_be_visible()
    slack.composer.press("Enter")
    slack.composer.press_sequentially(CNN)
    slack.composer.press("Enter")

    expect(slack.answer).to_contain_text("2,8 millions")
    expect(slack.answer.locator(".header h3")).to_contain_text("CNN")
    expect(slack.last).to_contain_text("1 réponse")
    expect(slack.page.locator("[role=status]")).to_contain_text("2,8 millions")


def test_a_follow_up_in_the_thread_inherits_what_it_leaves_out(slack: Slack) -> None:
    slack.ask(f"@Verbatim {CNN}")

    expect(slack.follow_up("@Verbatim et Dell ?")).to_contain_text("1,4 million")


def test_a_direct_message_begins_with_suggestions(slack: Slack) -> None:
    slack.open("dm")
    chips = slack.page.locator(".start .chip")
    expect(chips).to_have_count(4)
    asked = chips.first.inner_text()
    chips.first.click()

    expect(slack.last).to_contain_text(asked)
    expect(slack.answer).to_contain_text("📍")


def test_a_short_question_is_clarified_and_the_choice_takes_its_place(slack: Slack) -> None:
    slack.open("dm")
    answer = slack.ask("combien ?")
    choice = answer.locator(".actions button").first
    question = choice.inner_text()
    choice.click()

    expect(answer.locator(".edited")).to_be_visible()
    expect(answer).not_to_contain_text(question)
    expect(answer).to_contain_text("📍")


def test_a_related_question_is_answered_with_a_click(slack: Slack) -> None:
    answer = slack.ask(f"@Verbatim {CNN}")
    answers = slack.thread.locator("article.message", has=slack.page.locator(".badge"))
    related = answer.locator(".actions button").last
    question = related.inner_text()
    related.click()

    expect(answers).to_have_count(2)
    expect(slack.answer).to_contain_text(question)


def test_a_command_is_completed_answered_privately_and_shared(slack: Slack) -> None:
    slack.composer.press_sequentially("/")
    expect(slack.page.get_by_role("option", name="/ask")).to_be_visible()
    slack.composer.press("Enter")
    slack.composer.press_sequentially("help")
    expect(slack.page.get_by_role("option")).to_have_count(0)
    slack.composer.fill(f"/ask {CNN}")
    slack.composer.press("Enter")
    private = slack.page.locator(".message.ephemeral").last
    expect(private).to_contain_text("Visible par vous seulement")
    expect(private).to_contain_text("2,8 millions")
    before = slack.page.locator("main article.message").count()

    private.get_by_text("Partager dans le canal").click()

    expect(slack.page.locator(".message.ephemeral")).to_have_count(0)
    expect(slack.last).to_contain_text("2,8 millions")
    expect(slack.last).to_contain_text("Camille Martin")
    assert slack.page.locator("main article.message").count() == before


def test_what_is_only_for_one_is_not_seen_by_the_other(slack: Slack) -> None:
    slack.composer.fill("/ask sujets")
    slack.composer.press("Enter")
    expect(slack.page.locator(".message.ephemeral")).to_have_count(1)

    slack.page.get_by_role("radio", name="Alex").check(force=True)

    expect(slack.page.locator(".message.ephemeral")).to_have_count(0)
    expect(slack.composer).to_have_attribute("placeholder", "Message #general")


def test_a_claim_is_checked_from_the_menu_of_a_message(slack: Slack) -> None:
    slack.composer.fill("CNN compte 2,8 millions de followers et Dell 3 millions.")
    slack.composer.press("Enter")
    expect(slack.last).to_contain_text("3 millions")

    slack.menu(slack.last, "Check this claim")

    expect(slack.modal).to_contain_text("1,4 million")
    slack.shot("claim")
    slack.page.keyboard.press("Escape")
    expect(slack.modal).to_have_count(0)


def test_a_question_about_a_message_is_filled_in_and_shared_in_its_thread(slack: Slack) -> None:
    slack.composer.fill(CNN)
    slack.composer.press("Enter")
    expect(slack.last).to_contain_text(CNN)
    slack.menu(slack.last, "Ask about this")
    field = slack.modal.locator("textarea")
    expect(field).to_have_value(CNN)
    expect(field).to_be_focused()

    field.fill("")
    slack.modal.locator(".button.primary").click()
    expect(slack.modal.locator(".input-error")).to_have_text("À remplir.")
    field.fill(CNN)
    slack.modal.locator(".button.primary").click()
    expect(slack.modal).to_contain_text("2,8 millions")
    slack.modal.locator(".button.primary").click()

    expect(slack.modal).to_contain_text("partagé")
    slack.modal.locator("footer button").click()
    expect(slack.modal).to_have_count(0)
    expect(slack.last).to_contain_text("1 réponse")
    expect(slack.answer).to_contain_text("2,8 millions")


def test_the_source_is_shown_in_a_modal_and_feedback_is_thanked(slack: Slack) -> None:
    answer = slack.ask(f"@Verbatim {CNN}")
    answer.get_by_text("Voir la source").click()
    expect(slack.modal).to_contain_text("CNN (2,8 millions)")
    slack.modal.locator("footer button").first.click()
    expect(slack.modal).to_have_count(0)

    answer.locator(".feedback button").first.click()

    expect(slack.thread.locator(".message.ephemeral")).to_be_visible()


def test_the_home_tab_answers_a_click_and_changes_its_language(slack: Slack) -> None:
    slack.page.get_by_role("link", name="Verbatim", exact=True).click()
    slack.page.get_by_role("link", name="Accueil").click()
    home = slack.page.locator(".home")
    expect(home.locator("h2").first).to_contain_text("Posez")
    home.locator("select").select_option("en")
    expect(home.locator("h2").first).to_contain_text("Ask")
    home.locator("select").select_option("auto")
    expect(home.locator("h2").first).to_contain_text("Posez")
    question = home.locator(".actions button").first.inner_text()
    home.locator(".actions button").first.click()

    expect(slack.last).to_contain_text(question)


def test_a_comparison_is_drawn_as_a_chart_with_its_numbers(slack: Slack) -> None:
    answer = slack.ask("@Verbatim Quels sont les profils les plus suivis ?")

    expect(answer.locator(".chart svg rect.mark")).not_to_have_count(0)
    answer.locator(".chart summary").click()
    expect(answer.locator(".chart table")).to_contain_text("CNN")


def test_person_and_language_are_switched(slack: Slack) -> None:
    expect(slack.page.locator("html")).to_have_attribute("lang", "fr")
    slack.page.get_by_role("radio", name="Alex").check(force=True)
    expect(slack.page.locator("html")).to_have_attribute("lang", "en")
    slack.page.get_by_role("radio", name="Français").check(force=True)
    expect(slack.page.locator("html")).to_have_attribute("lang", "fr")
    slack.page.get_by_role("radio", name="English").check(force=True)
    expect(slack.page.locator("html")).to_have_attribute("lang", "en")
    answer = slack.ask("@Verbatim How many followers does CNN have?")

    expect(answer).to_contain_text("2.8 million")
    expect(slack.last).to_contain_text("Alex Taylor")


def test_the_switch_of_languages_reaches_what_the_bot_publishes(slack: Slack) -> None:
    slack.open("home")
    home = slack.page.locator(".home h2").first
    expect(home).to_contain_text("Posez")

    slack.page.get_by_role("radio", name="English").check(force=True)
    expect(home).to_contain_text("Ask")
    slack.open("dm")
    expect(slack.page.locator(".start .start-hint")).to_have_text("What would you like to know?")

    slack.page.get_by_role("radio", name="Français").check(force=True)
    expect(slack.page.locator(".start .start-hint")).to_contain_text("Que voulez-vous savoir")


def test_what_one_says_appears_on_the_page_of_the_other(slack: Slack, english: Slack) -> None:
    slack.composer.fill("Bonjour Alex <b>&amp;</b> <!channel>")
    slack.composer.press("Enter")

    expect(english.last).to_contain_text("Bonjour Alex <b>&amp;</b> <!channel>")
    expect(english.last.locator("b, .mention")).to_have_count(0)


def test_ones_own_message_is_edited_and_deleted(slack: Slack) -> None:
    slack.composer.fill("à corriger")
    slack.composer.press("Enter")
    message = slack.last
    expect(message).to_contain_text("à corriger")
    slack.menu(message, "Modifier")
    slack.page.locator(".editor textarea").fill("corrigé")
    slack.page.locator(".editor textarea").press("Enter")
    expect(message).to_contain_text("corrigé")
    expect(message).to_contain_text("(modifié)")

    slack.menu(message, "Supprimer")

    expect(slack.page.locator("main .messages")).not_to_contain_text("corrigé")


def test_an_example_is_played_from_its_link(slack: Slack) -> None:
    slack.page.goto(f"{slack.address}/?example=figure")

    expect(slack.thread.locator("article.message", has=slack.page.locator(".badge"))).to_have_count(
        3
    )
    expect(slack.thread).to_contain_text("2,8 millions")
    expect(slack.thread).to_contain_text("1,4 million")


def test_the_examples_are_listed_and_one_is_played(slack: Slack) -> None:
    slack.page.get_by_role("button", name="Conversations d’exemple").click()
    expect(slack.modal.get_by_role("link")).to_have_count(13)
    slack.modal.get_by_role("link", name=re.compile("CNN moins Dell")).click()

    expect(slack.page.locator("h1")).to_contain_text("Verbatim")
    expect(slack.answer).to_contain_text("1,4 million")


def test_the_bot_is_invited_where_it_is_not(slack: Slack) -> None:
    slack.open("random")
    slack.page.get_by_role("button", name="Ajouter Verbatim").click()
    expect(slack.page.locator(".banner.absent")).to_have_count(0)

    expect(slack.ask(f"@Verbatim {CNN}")).to_contain_text("2,8 millions")


def test_the_inspector_shows_events_calls_and_payloads(slack: Slack) -> None:
    slack.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    slack.ask(f"@Verbatim {CNN}")
    slack.page.get_by_role("button", name="Inspecteur").click()
    inspector = slack.page.locator(".inspector")
    inspector.get_by_role("button", name="Vers l’application").click()
    inspector.locator(".entry", has_text="app_mention").first.click()
    expect(inspector.locator("pre")).to_contain_text('"event_id"')
    inspector.get_by_role("button", name="De l’application").click()
    inspector.locator(".entry", has_text="chat.postMessage").first.click()
    expect(inspector.get_by_role("link", name="Block Kit Builder")).to_have_attribute(
        "href", re.compile(r"^https://app\.slack\.com/block-kit-builder/#%7B%22blocks%22")
    )

    inspector.get_by_role("button", name="Copier en JSON").click()

    expect(inspector.get_by_role("button", name="Copié")).to_be_visible()
    copied = slack.page.evaluate("navigator.clipboard.readText()")
    assert '"chat.postMessage"' in copied


def test_everything_can_be_done_with_the_keyboard(slack: Slack) -> None:
    slack.page.keyboard.press("Tab")
    expect(slack.page.locator(".skip")).to_be_focused()
    slack.page.keyboard.press("Enter")
    expect(slack.composer).to_be_focused()
    slack.page.keyboard.type(f"@Verbatim {CNN}")
    slack.page.keyboard.press("Enter")
    expect(slack.answer).to_be_visible()
    slack.last.focus()
    slack.page.keyboard.press("ArrowUp")
    slack.page.keyboard.press("ArrowDown")
    expect(slack.last).to_be_focused()

    slack.last.locator("[aria-haspopup=menu]").focus()
    slack.page.keyboard.press("Enter")
    expect(slack.page.get_by_role("menuitem").first).to_be_focused()
    slack.page.keyboard.press("ArrowDown")
    expect(slack.page.get_by_role("menuitem").nth(1)).to_be_focused()
    slack.page.keyboard.press("Escape")
    expect(slack.last.locator("[aria-haspopup=menu]")).to_be_focused()
    slack.answer.locator("[aria-haspopup=menu]").press("Enter")
    slack.page.keyboard.press("Escape")
    expect(slack.thread).to_be_visible()
    slack.thread.locator("textarea").focus()
    slack.page.keyboard.press("Escape")

    expect(slack.thread).to_be_hidden()
    expect(slack.composer).to_be_focused()
