"""Why a hook does not run, or a scan sees less than it could: checks of everything around the scanner."""
