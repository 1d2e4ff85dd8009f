"""What other scanners were told to pass over, carried into the baseline."""
