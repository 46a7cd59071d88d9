"""What Gradio remembers of each tab: nothing."""

from copy import copy

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
        self._blank = SessionState(chat)

    def __getitem__(self, session_id: str) -> SessionState:
        """Return a new state.

        A copy of a blank one, as far down as Gradio writes into it: an answer asks for some thirty,
        and to describe all parts of the page anew each time would take more than the answer.
        """
        state = copy(self._blank)
        state.blocks_config = copy(self._blank.blocks_config)
        state.config_values = {
            part: {**config, "props": dict(config["props"])}
            for part, config in self._blank.config_values.items()
        }
        state.state_data, state._state_ttl = {}, {}
        return state
