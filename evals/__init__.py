"""Evaluation: how good the answers are, where they fail, and whether a change made them worse."""
