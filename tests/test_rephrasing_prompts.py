from assistant.answers import Turn
from assistant.rephrasing.checking import Source
from assistant.rephrasing.prompts import Prompts, load_prompts


def test_answer_prompt_numbers_its_sources_under_their_headings() -> None:
    sources = [Source("We {strive}."), Source("Respect", "Our values")]
    sources.append(Source("Care", "Our values"))

    prompt = load_prompts().answer("What are {they}?", sources)

    assert "[1] We {strive}.\nOur values:\n[2] Respect\n[3] Care\n" in prompt.user
    assert prompt.user.endswith("Question: What are {they}?")
    assert "at most 6 sentences" in prompt.system
    assert "{" not in prompt.system


def test_follow_up_prompt_holds_the_conversation() -> None:
    turns = [Turn("What is our vision?", "To be a leader. [1]")]

    prompt = load_prompts().follow_up("And the mission?", turns)

    assert "Question: What is our vision?\nAnswer: To be a leader. [1]" in prompt.user
    assert prompt.user.endswith("Last question: And the mission?")
    assert "{" not in prompt.system


def test_version_changes_with_the_file() -> None:
    one = Prompts(b"[answer]\nsystem = 'a'")
    other = Prompts(b"[answer]\nsystem = 'b'")

    assert one.version != other.version
    assert len(load_prompts().version) == 8
