"""Pages of leniency: the list for everybody, the case for its party, the desk for the officers."""
