"""Entailment: an optional cross-encoder that tells whether one text follows from another."""

from pathlib import Path

from sentence_transformers import CrossEncoder

from assistant.errors import ModelError
from assistant.rephrasing.checking import Entails
from assistant.reranking import SAFE

SURE = 0.9
"""From this probability on, one text is taken to entail the other."""


def load_entailment(folder: str) -> Entails:
    """Load a natural-language-inference cross-encoder from a folder; raises ModelError."""
    if not (Path(folder) / "config.json").is_file():
        raise ModelError(
            f"No cross-encoder at {folder}. Set ASSISTANT_ENTAILMENT_MODEL to a folder that holds "
            "a sentence-transformers cross-encoder for inference, or leave it out."
        )
    try:
        model = CrossEncoder(folder, device="cpu", local_files_only=True, model_kwargs=SAFE)
    except (OSError, ValueError) as error:
        raise ModelError(f"The cross-encoder at {folder} cannot be loaded: {error}.") from error
    labels = {label.lower(): int(number) for label, number in model.config.label2id.items()}
    if "entailment" not in labels:
        raise ModelError(
            f"The cross-encoder at {folder} has no label “entailment”. Choose one that is trained "
            "for natural-language inference."
        )

    def entails(premise: str, hypothesis: str) -> bool:
        scores = model.predict([(premise, hypothesis)], apply_softmax=True, show_progress_bar=False)
        return float(scores[0][labels["entailment"]]) >= SURE

    return entails
