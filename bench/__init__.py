"""Benchmarks, each a module of its own: `./dev bench NAME`. Importing one sets Django up."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["XINGLIN_NO_POOL"] = "1"  # one connection that the benchmark knows
django.setup()
