"""The fixed texts in English."""

from __future__ import annotations

from bot.answering.model import Verdict
from bot.slack.wording.catalogue import Counted, Words

ENGLISH = Words(
    quoted="“{words}”",
    labelled="{name}: {said}",
    asked_by=" asks: “{question}”",
    shared_by=" shares: “{question}”",
    checked_by=" had this checked:",
    you_asked="You asked: “{question}”",
    asked="Question: “{question}”",
    shared_question="Shared answer to the question: “{question}”",
    said_by="— {speaker}",
    translation="Our translation: {words}",
    working="Working: ",
    in_figures="In figures: ",
    chart="Chart: {title}",
    according_to="according to {who}",
    estimated="estimated",
    hoped="a hope, not a fact",
    verdicts={
        Verdict.SUPPORTED: "The text says so",
        Verdict.CONTRADICTED: "The text says otherwise",
        Verdict.UNSUPPORTED: "The text does not say, which does not make it false",
    },
    more_passages=Counted("and {n} more passage", "and {n} more passages"),
    more_statements=Counted("… and {n} more point", "… and {n} more points"),
    more_rows=Counted("… and {n} more row", "… and {n} more rows"),
    show_source="Show the source",
    show_source_says="Show the passages cited and how the answer was found",
    share="Share in channel",
    share_says="Show this answer to the whole channel, with your name",
    ask_says="Ask: {question}",
    choose_says="Choose: {question}",
    what_to_ask="What can I ask?",
    useful="Useful",
    useful_says="This answer is useful",
    useless="Not useful",
    useless_says="This answer is not useful",
    thanks_useful="Thank you!",
    thanks_useless=(
        "Thank you. The question is put aside, without your name, for the people who curate the "
        "answers."
    ),
    stale=(
        "This button is too old and leads nowhere any more. Ask me the question and I will answer "
        "right away."
    ),
    already_answered="This is already answered in this thread.",
    trouble=(
        "Something went wrong on my side, and I have no answer to give you. Please try again in a"
        " moment."
    ),
    not_in_channel=(
        "I cannot write here: invite me to this channel first (/invite), then try again."
    ),
    sharing="Sharing in the thread…",
    shared="Shared.",
    language_kept="All right: I will answer you in English.",
    language_auto="All right: I will answer in the language of each question.",
    language_usage=(
        "Choose “{command} language fr”, “{command} language en” or “{command} language auto”."
    ),
    check_usage="Give me the claim to check: “{command} check” and then the sentence.",
    greeting=(
        "Hello! I answer questions about “{title}”, and show where every word comes from. Mention"
        " me with a question."
    ),
    greeting_direct=(
        "Hello! I answer questions about “{title}”, and show where every word comes from. Ask me "
        "a question."
    ),
    try_these="For instance:",
    help_title="What I can do",
    help_ask="`{command}` and a question: the answer and its sources, for you alone",
    help_topics="`{command} topics`: what I can answer about",
    help_sources="`{command} sources`: the text the answers come from",
    help_check="`{command} check` and a claim: what the text says of it",
    help_language="`{command} language fr`, `en` or `auto`: the language I answer in",
    help_elsewhere=(
        "You can also mention me in a channel, send me a direct message or, in a message’s menu, "
        "choose “Check this claim” or “Ask about this”."
    ),
    source_title="The source",
    cited="Passages cited",
    before="Just before, {place}: {words}",
    after="Just after, {place}: {words}",
    nothing_cited="nothing of it is cited",
    found="How the answer was found",
    only_excerpts="Only short excerpts are kept here, word for word; the whole text is not.",
    about="The text",
    title="Title",
    rubric="Section",
    author="Author",
    publisher="Publisher",
    date="Date",
    address="Address",
    not_given="the text does not say",
    close="Close",
    cancel="Cancel",
    answer_title="The answer",
    ask_title="Ask a question",
    ask_label="Your question",
    ask_hint="Keep only the question, or write another.",
    ask_submit="Ask",
    check_title="Check",
    checking="Comparing this message with the text…",
    nothing_to_check="This message has no text to compare.",
    checked=Counted("{n} sentence compared with the text", "{n} sentences compared with the text"),
    tally={
        Verdict.SUPPORTED: Counted("{n} supported", "{n} supported"),
        Verdict.CONTRADICTED: Counted("{n} contradicted", "{n} contradicted"),
        Verdict.UNSUPPORTED: Counted("{n} not in the text", "{n} not in the text"),
    },
    sentences_left=Counted(
        "{n} more sentence is not shown here.", "{n} more sentences are not shown here."
    ),
    share_in_thread="Share in thread",
    notice_title="Verbatim",
    home_title="Ask about the text",
    home_intro=(
        "I answer questions about “{title}”, and show where every word and every figure comes from."
    ),
    topics_title="What you can ask",
    topics_hint="Pick a question: the answer arrives in the Messages tab.",
    sources_title="Where the answers come from",
    how_title="How I work",
    how=(
        "Every answer was written by hand from a fixed text. I find the one that fits the "
        "question, do the sums asked for with the text’s figures, and cite the passage. No "
        "language model is involved."
    ),
    never=(
        "I never invent, never guess and never look elsewhere. Where the text does not say, I say"
        " so; that does not make it false."
    ),
    language_title="Language of my answers",
    language_label="Choose the language of the answers",
    languages={"fr": "Français", "en": "English", "auto": "Same as the question"},
    privacy_title="Privacy",
    privacy=(
        "I read only what is addressed to me. A question is kept only if it went unanswered, or "
        "if its answer was marked as not useful: without the name of whoever asked, and for at "
        "most {time}. A very long text is kept for half an hour, so that its answer can be "
        "shared. Uninstalling the app deletes everything."
    ),
    kept_for=Counted("{n} day", "{n} days"),
    prompts_title="What would you like to know?",
    pack_refused=Counted(
        "The pack as edited is refused for {n} problem; the one before it goes on serving.",
        "The pack as edited is refused for {n} problems; the one before it goes on serving.",
    ),
)
