"""The runtime: how calls, events and values travel. Programs use what the package itself offers."""
