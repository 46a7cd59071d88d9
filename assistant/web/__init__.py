"""The web part: shows answers and documents, and decides nothing."""
