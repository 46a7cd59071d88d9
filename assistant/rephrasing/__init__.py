"""Rephrasing: a language model's wording of an answer, kept where the documents bear it out."""
