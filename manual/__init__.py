"""The user manual in Chinese, written by walking the running product: `./dev manual`.

Each guide is a walk through the demonstration in a real browser. What it tells to open, press or fill in it does
itself, by the words on the screen, and takes the pictures on the way: a manual that no longer fits the
product cannot be built.
"""
