"""`python -m netcore`: the command, where its folder is not on the PATH."""

from netcore.cli import main

raise SystemExit(main())
