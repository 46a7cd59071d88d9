from fakes import VALUES, Script, ScriptedAssistant, about_assistant, make_document

from assistant.events import observe_nothing
from assistant.help import load_help
from assistant.messages import load_messages
from assistant.web.fragments import Fragments
from assistant.web.render import Renderer
from assistant.web.talk import Talk


def contents(assistant: ScriptedAssistant, question: str) -> list[str]:
    """Return what stands in the answer's place, step by step."""
    messages, help_words = load_messages(), load_help()
    renderer = Renderer(messages, help_words, trust_name="The Trust", banner="", has_logo=False)
    fragments = Fragments(assistant, renderer, leave=True)
    talk = Talk(assistant, messages, help_words, fragments, observe=observe_nothing)
    return [shown[-1]["content"] for _, shown, _ in talk.answer(question, None, None)]


def test_answer_grows_by_lines_and_is_whole_at_the_end() -> None:
    waiting, *parts, whole = contents(about_assistant(), "What are our values?")

    assert "waiting" in waiting
    assert len(parts) == 1 + len(VALUES.quotes)
    assert all('id="answer-' not in part for part in parts)
    assert 'id="answer-' in whole


def test_urgent_help_comes_whole_and_at_once() -> None:
    waiting, whole = contents(about_assistant(), "suicide")

    assert "waiting" in waiting
    assert "999" in whole
    assert "waiting" not in whole


def test_quotes_are_shown_until_a_language_model_has_worded_them() -> None:
    document = make_document("about", "We strive for excellence.")
    script = Script(
        "", [("about", "We strive for excellence.")], wording="You strive to excel. [1]"
    )

    _, *parts, whole = contents(ScriptedAssistant([document], {"values?": script}), "values?")

    assert "We strive for excellence." in parts[-1]
    assert "You strive to excel." not in parts[-1]
    assert "You strive to excel." in whole
