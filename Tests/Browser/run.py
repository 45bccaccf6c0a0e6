# Plays the web client in a real browser against a served, freshly seeded small organisation.
import argparse
import pathlib
import sys

from kit import play

# The tests put themselves on the list, in the order in which they are played.
import writing  # noqa: F401 isort: skip
import fences  # noqa: F401 isort: skip
import hiding  # noqa: F401 isort: skip
import living  # noqa: F401 isort: skip
import register  # noqa: F401 isort: skip
import mails  # noqa: F401 isort: skip

words = argparse.ArgumentParser(description="Plays the web client in a real browser.")
words.add_argument("--base", required=True, help="http://127.0.0.1:PORT")
words.add_argument("--password", required=True, help="the password of the whole cast")
words.add_argument("--screens", required=True, type=pathlib.Path, help="a folder for pictures")
words.add_argument("--chromium", default="/usr/bin/chromium", help="the browser's program")
words.add_argument("--only", default="", help="only tests whose sentence has these words")
asked = words.parse_args()
asked.screens.mkdir(parents=True, exist_ok=True)
play.stage(asked.base, asked.password, asked.screens, asked.chromium)
sys.exit(1 if play.run(asked.only) else 0)
