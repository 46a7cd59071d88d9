"""An assistant over a trust's own documents."""

import os

__version__ = "0.1.0"

# Set before torch is read. Its threads otherwise wait for each other by spinning, and where other
# programs want the processors too, a question takes ten times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
