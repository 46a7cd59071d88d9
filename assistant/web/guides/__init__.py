"""Pages that guide a reader through the documents: the strategy in one figure, the induction."""
