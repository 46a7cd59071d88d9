"""The conversation page's parts, in Gradio."""

import os
from typing import Any

import gradio as gr

from assistant.messages import Messages
from assistant.web.talk import Talk

NO_STATISTICS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Gradio reports nothing, and does not sum up its calls with pandas after each of them."""


def build_chat(talk: Talk, messages: Messages) -> gr.Blocks:
    """Return the conversation; what it calls checks its input as the API does."""
    os.environ.update(NO_STATISTICS)
    words = messages.text
    chat = gr.Blocks(title=words("page.service"), analytics_enabled=False)
    with chat:
        kept = gr.Textbox(elem_id="kept", visible="hidden")
        who = gr.Radio(
            [(words("page.who_staff"), "staff"), (words("page.who_student"), "student")],
            label=words("page.who"),
            elem_id="who",
        )
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
            with gr.Row(elem_id="ask-links"):
                clear = gr.Button(words("page.clear"), elem_id="clear")
                gr.Button(words("page.download"), elem_id="download")
        options: dict[str, Any] = {
            "api_visibility": "private",
            "concurrency_limit": None,  # the queue of questions sees to it
            "show_progress": "hidden",
        }
        before, after = [kept, who], [box, shown, kept]
        chat.load(talk.greet, None, shown, **options)
        kept.blur(talk.restore, kept, [shown, who], **options)
        who.input(talk.offer, who, shown, **options)
        gr.on([box.submit, ask.click], talk.answer, [box, *before], after, **options)
        shown.example_select(talk.answer_chosen, before, after, **options)
        shown.option_select(talk.answer_chosen, before, after, **options)
        clear.click(talk.clear, None, [*after, who], **options)
    return chat
