#!/usr/bin/python3
"""The real window, seen from outside: what a screen reader is told, and what is on the screen.

    tests/window.py PROGRAM SET.ron PICTURE.png

Needs a display with a window manager and a D-Bus session, as `.ci/run` sets them up. Asks only what holds whatever the
window looks like: every headline and the marks of all three labels can be reached through AT-SPI, and their colours can
be seen. Exit status 0 where all of it holds.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

HERE = Path(__file__).resolve().parent.parent
# Software rendering on a busy machine takes its time.
PATIENCE = 90
LABELS = ("Claim", "Opinion", "Quote")
# The share of the picture that the tint of one label takes: more than a stray pixel, less than a flooded window.
TINT_SHARE = (0.0004, 0.3)


def fail(message):
    print(f"window: {message}", file=sys.stderr)
    sys.exit(1)


def set_accessibility(enabled):
    """Says on the bus that somebody listens, as a screen reader does: programs describe themselves only then."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", enabled)))
        bus.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
            value, None, Gio.DBusCallFlags.NONE, 20_000, None,
        )


def application(process):
    """The program's entry in the registry, or nothing while it is not there."""
    desktop = Atspi.get_desktop(0)
    # Without a main loop nobody would tell the cache what has changed.
    desktop.set_cache_mask(Atspi.Cache.NONE)
    for at in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(at)
        if child and child.get_process_id() == process.pid:
            return child
    return None


def described(root):
    """What every accessible thing under `root` is called, with its role."""
    found, waiting = [], [root]
    while waiting:
        thing = waiting.pop()
        try:
            name = thing.get_name() or ""
            role = thing.get_role_name()
            if not name and "Text" in thing.get_interfaces():
                length = Atspi.Text.get_character_count(thing)
                name = Atspi.Text.get_text(thing, 0, length) if length else ""
            found.append((role, name))
            for at in range(thing.get_child_count()):
                child = thing.get_child_at_index(at)
                if child:
                    waiting.append(child)
        except GLib.Error:
            # What has gone while the tree was read is asked for again in the next round.
            continue
    return found


def missing(things, headlines, quotes):
    """What should be among the accessible things and is not."""
    names = [name for _, name in things]
    absent = [f"the headline “{headline}”" for headline in headlines if not any(headline in name for name in names)]
    for label in LABELS:
        marks = [name.removeprefix(f"{label}: ") for name in names if name.startswith(f"{label}: ")]
        if not any(quote.startswith(mark.rstrip("…")) for mark in marks if mark for quote in quotes):
            absent.append(f"a mark “{label}: …” with words of the set (there are {marks[:3]})")
    return absent


def wait_for(process, question):
    """Asks until the answer is true, and gives it. Ends where the program ends, or patience does."""
    until = time.monotonic() + PATIENCE
    while True:
        answer = question()
        if answer or time.monotonic() > until:
            return answer
        if process.poll() is not None:
            fail(f"the program ended by itself, with status {process.returncode}")
        time.sleep(0.3)


def tints():
    """The colours behind marked text in the light theme, from the one place that names them."""
    theme = (HERE / "src/gui/theme.rs").read_text(encoding="utf-8")
    found = re.search(r"static LIGHT: Theme = .*?labels: \[(.*?)\]", theme, re.DOTALL)
    codes = re.findall(r'shades\("([0-9A-F]{6})"', found.group(1)) if found else []
    if len(codes) < len(LABELS):
        fail("src/gui/theme.rs does not name the tints of the labels as it used to")
    return {label: tuple(bytes.fromhex(code)) for label, code in zip(LABELS, codes)}


def pixels(picture):
    """The picture as a count of its colours, taken from the whole screen."""
    subprocess.run(["import", "-window", "root", str(picture)], check=True, timeout=60)
    raw = subprocess.run(["convert", str(picture), "-depth", "8", "rgb:-"], check=True, stdout=subprocess.PIPE).stdout
    return Counter(zip(raw[0::3], raw[1::3], raw[2::3]))


def wrong_with(colours):
    """What is wrong with a picture of these colours."""
    total = sum(colours.values())
    (common, most), = colours.most_common(1)
    faults = []
    if len(colours) < 50 or most > 0.97 * total:
        faults.append(f"the window is blank: {len(colours)} colours, {most / total:.1%} of it is {common}")
    for label, tint in tints().items():
        # A driver may round a shade up or down.
        near = sum(n for colour, n in colours.items() if all(abs(a - b) <= 1 for a, b in zip(colour, tint)))
        if not TINT_SHARE[0] <= near / total <= TINT_SHARE[1]:
            faults.append(f"the tint of {label} {tint} takes {near / total:.3%} of the picture")
    return faults


def main():
    program, original, picture = (Path(argument).resolve() for argument in sys.argv[1:4])
    text = original.read_text(encoding="utf-8")
    sources = text[text.index("\n    sources: ["):text.index("\n    annotations: [")]
    headlines = re.findall(r'^            title: "(.*)",$', sources, re.MULTILINE)
    quotes = re.findall(r'\bquote: "((?:[^"\\]|\\.)*)"', text)
    if not headlines or not quotes:
        fail(f"{original} does not read like a set")

    set_accessibility(True)
    # Nothing of this machine's, and nothing of ours is written to.
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        copy = folder / original.name
        shutil.copyfile(original, copy)
        (folder / "config").mkdir()
        (folder / "config/settings.ron").write_text("(theme: Light)\n", encoding="utf-8")
        environment = dict(os.environ, HOME=str(folder), CROSSREAD_CONFIG=str(folder / "config"), RUST_BACKTRACE="1")
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "WAYLAND_DISPLAY"):
            environment.pop(name, None)
        process = subprocess.Popen([program, copy], env=environment, cwd=folder)
        try:
            began = time.monotonic()
            root = wait_for(process, lambda: application(process))
            if not root:
                fail("the program has not come to the accessibility bus")
            things = []

            def all_there():
                things[:] = described(root)
                return not missing(things, headlines, quotes)

            if not wait_for(process, all_there):
                for role, name in things:
                    print(f"    {role}: {name[:100]}", file=sys.stderr)
                fail("not told to screen readers: " + "; ".join(missing(things, headlines, quotes)))
            marks = sum(name.startswith(tuple(f"{label}: " for label in LABELS)) for _, name in things)
            print(f"window: {len(things)} accessible things, {marks} of them marks, {len(headlines)} headlines, "
                  f"after {time.monotonic() - began:.1f} s")

            if not wait_for(process, lambda: not wrong_with(pixels(picture))):
                fail(f"{picture}: " + "; ".join(wrong_with(pixels(picture))))
            print(f"window: the picture has the three labels’ colours ({picture.name})")

            # Closed as a person closes it, with nothing changed: no question, no error, and the file is as it was.
            subprocess.run(["xdotool", "key", "--clearmodifiers", "alt+F4"], check=True, timeout=20)
            try:
                status = process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                pixels(picture)
                fail(f"the window did not close ({picture.name} shows it)")
            if status != 0:
                fail(f"the program ended with status {status}")
            if copy.read_bytes() != original.read_bytes():
                fail("looking at the set has changed its file")
            print("window: closed, and the file is as it was")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
