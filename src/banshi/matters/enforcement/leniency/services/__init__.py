"""Steps of a case 办案, each one service in its own transaction."""
