"""The site: settings, addresses, servers and the banshi command."""
