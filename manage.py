#!/usr/bin/env python
"""The command line of Handschlag: `python manage.py help` lists what it can do."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # site/ is a source root, never a package: the standard library owns the module name `site`.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:  # a setting that cannot be: the sentence says more than the way it came
        sys.exit(f"Handschlag cannot start: {fault}")
