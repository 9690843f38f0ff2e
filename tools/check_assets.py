"""Everything of others that we carry comes with its licence, and NOTICE says so.

An asset is a folder under VENDOR; its licence is a file in it called LICENSE..., COPYING... or OFL....
"""

import re
import sys
from pathlib import Path

VENDOR = Path("src/feria/mall/web/static/vendor")
LICENCE = re.compile(r"(?i)(.*licen[cs]e|copying|ofl)\b.*")


def faults(vendor: Path, notice: str) -> list[str]:
    """What is wrong, one sentence each."""
    found = []
    for asset in sorted(vendor.iterdir()):
        if asset.is_file():
            found.append(f"{asset}: put it in a folder of its own, with its licence beside it.")
            continue
        if not any(LICENCE.fullmatch(file.name) for file in asset.iterdir()):
            found.append(f"{asset}: no licence file beside it.")
        if not re.search(rf"\bvendor/{re.escape(asset.name)}\b", notice):
            found.append(f"{asset}: NOTICE does not name vendor/{asset.name}.")
    return found


def main() -> int:
    notice = Path("NOTICE")
    if not notice.is_file():
        print("NOTICE is missing.", file=sys.stderr)
        return 1
    found = faults(VENDOR, notice.read_text(encoding="utf-8"))
    print(
        "\n".join(found)
        or f"{len(list(VENDOR.iterdir()))} vendored assets, each with its licence and in NOTICE."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
