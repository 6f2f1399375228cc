"""How a value looks: in words, in a table, in a picture."""
