"""Git, through plumbing only and through one wrapper, so that no configuration or attribute changes a result."""
