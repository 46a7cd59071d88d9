"""The conversation page's parts, in Gradio."""

import os
from typing import Any

import gradio as gr

from assistant.messages import Messages
from assistant.web.talk import Conversation, Talk

KEPT_SECONDS = 3600

NO_STATISTICS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Gradio reports nothing, and does not sum up its calls with pandas after each of them."""


def build_chat(talk: Talk, messages: Messages, *, questions_at_once: int) -> gr.Blocks:
    """Return the conversation; what it calls checks its input as the API does."""
    os.environ.update(NO_STATISTICS)
    words = messages.text
    chat = gr.Blocks(title=words("page.service"), analytics_enabled=False)
    with chat:
        conversation = gr.State(Conversation(), time_to_live=KEPT_SECONDS)
        shown = gr.Chatbot(
            label=words("page.conversation"),
            show_label=False,
            container=False,
            height=None,
            autoscroll=False,
            buttons=[],
            latex_delimiters=[],
            layout="bubble",
            elem_id="conversation",
            placeholder=words("page.empty"),
            feedback_options=None,
        )
        with gr.Column(elem_id="ask"):
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    label=words("page.question_label"),
                    info=words("page.question_hint"),
                    lines=1,
                    max_lines=5,
                    elem_id="question",
                )
                ask = gr.Button(words("page.ask"), variant="primary", elem_id="send")
            clear = gr.Button(words("page.clear"), elem_id="clear")
        limits: dict[str, Any] = {
            "api_visibility": "private",
            "concurrency_limit": questions_at_once,
            "show_progress": "hidden",
        }
        outputs = [box, shown, conversation]
        chat.load(talk.greet, None, shown, **{**limits, "concurrency_limit": None})
        gr.on([box.submit, ask.click], talk.answer, [box, conversation], outputs, **limits)
        shown.example_select(talk.answer_chosen, [conversation], outputs, **limits)
        shown.option_select(talk.answer_chosen, [conversation], outputs, **limits)
        clear.click(talk.clear, None, outputs, **limits)
    return chat
