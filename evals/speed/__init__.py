"""How fast the assistant is, beside what it is made of, and how many people it bears."""
