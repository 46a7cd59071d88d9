"""What Gradio remembers of each tab: nothing."""

import gradio as gr
from gradio.state_holder import SessionState, StateHolder


class NoMemory(StateHolder):
    """Gives every call a state of its own, which is gone with it.

    Gradio's own keeps the last values of a tab, questions and answers, until it has met 10,000
    other tabs. Nothing here needs them: the page sends along what a call is to know.
    """

    def __init__(self, chat: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.set_blocks(chat)

    def __getitem__(self, session_id: str) -> SessionState:
        """Return a new state."""
        return SessionState(self.blocks)
