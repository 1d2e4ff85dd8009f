"""From a finding to a fixed secret: the value into a store, the code reads it, and what was done can be undone."""
