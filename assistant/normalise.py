"""Normalisation: the one form in which text is indexed, quoted and asked about."""


def normalise_block(text: str) -> str:
    """Return a block's text in reading form, its page breaks kept."""
    raise NotImplementedError
