"""What is asked of the text itself stands alone in a thread."""

from bot.answering.model import Kind
from bot.assistant import Assistant


def test_who_wrote_it_is_no_follow_up_of_a_figure(twitter: Assistant) -> None:
    figure = twitter.reply("How many followers does CNN have?")

    reply = twitter.reply("who wrote the article?", figure.thread)

    assert reply.kind is Kind.UNKNOWN
    assert "follower" not in reply.text
    assert reply.text == twitter.reply("who wrote the article?").text
