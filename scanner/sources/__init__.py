"""Where contents come from: each source lists entries and reads them. Sources know nothing of rules."""
