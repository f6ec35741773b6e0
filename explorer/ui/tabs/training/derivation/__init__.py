"""The derivation of the loss, both sides of each line evaluated on the page's picture: see derivation.js."""
