"""An assistant over a trust's own documents."""

__version__ = "0.1.0"
