"""Which rules can match where: fast searches that may name too much and never too little."""
