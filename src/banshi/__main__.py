"""`python -m banshi` is the `banshi` command."""

from banshi.site.cli import main

main()
